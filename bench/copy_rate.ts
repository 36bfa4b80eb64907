import { DeviceError } from '../src/errors.ts';

/** GPUBufferUsage flags by number: the globals are missing where a device is handed in. */
const COPY = 0x4 | 0x8;

/**
 * Best rate at which the adapter copies one buffer to another, in GB/s, bytes read and bytes written both counted. On a
 * device of its own, so that it owes nothing to our runtime.
 * @throws DeviceError when there is no adapter
 */
export async function copyRate(megabytes: number): Promise<number> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new DeviceError({ where: 'copy rate', expected: 'a WebGPU adapter', found: 'none' });
  const device = await adapter.requestDevice();
  const size = megabytes * 1e6;
  const [from, to] = [device.createBuffer({ size, usage: COPY }), device.createBuffer({ size, usage: COPY })];
  const run = async (copies: number): Promise<number> => {
    const start = performance.now();
    const encoder = device.createCommandEncoder();
    for (let copy = 0; copy < copies; copy++) encoder.copyBufferToBuffer(from, 0, to, 0, size);
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return performance.now() - start;
  };
  await run(1);
  const empty = Math.min(await run(0), await run(0), await run(0));
  const once = Math.max(0.05, (await run(1)) - empty);
  const copies = Math.max(1, Math.min(500, Math.round(100 / once)));
  const best = Math.min(await run(copies), await run(copies), await run(copies)) - empty;
  device.destroy();
  return (2 * size * copies) / (best * 1e6);
}
