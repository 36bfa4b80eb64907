import { CpuBackend } from '../src/cpu/backend.ts';
import { DeviceError } from '../src/errors.ts';
import { describeAdapter } from '../src/gpu/request_device.ts';
import type { Choices } from '../src/gpu/variants.ts';
import { chosenVariants, openBackend } from '../src/open_backend.ts';
import type { Effort } from './context.ts';
import type { SectionResult } from './results.ts';
import type { SectionName } from './section_names.ts';
import { runSection, type Sections } from './sections.ts';

/** What a section is asked for. */
export interface Request {
  readonly effort: Effort;
  readonly peers?: readonly string[];
}

/** Variants of the kernels, chosen before anything is measured: else the first opened backends would pay for choosing. */
async function chosen(): Promise<Choices> {
  const backend = await openBackend('webgpu', { tuning: 'auto' });
  const choices = chosenVariants(backend);
  backend.destroy();
  return choices;
}

let choices: Promise<Choices> | undefined;

/** Runs one section on the adapter of this page or process; tiny ones on the plain variants. */
export async function measureSection(
  known: Sections,
  name: SectionName,
  { effort, peers }: Request,
  say: (progress: string) => void,
): Promise<SectionResult> {
  if (effort !== 'tiny') choices ??= chosen();
  const tuning = (await choices) ?? 'off';
  return runSection(
    name,
    {
      effort,
      open: () => openBackend('webgpu', { tuning }),
      openCpu: (precision) => new CpuBackend({ precision }),
      copyRate: () => copyRate(effort === 'tiny' ? 1 : undefined),
      ...(peers && { peers }),
      say,
    },
    known,
  );
}

/** GPUBufferUsage flags by number: the globals are missing if a device is passed in. */
const COPY = 0x4 | 0x8;

/** Megabytes to copy: more than the caches of the largest GPU hold, and of a software adapter what does not take long. */
const SIZE = { gpu: 256, software: 32 };

/**
 * Best rate at which the adapter copies one buffer to another, in GB/s, bytes read and bytes written both counted. On a
 * device of its own, so that it owes nothing to our runtime.
 * @param megabytes another size of the buffers than suits the adapter
 * @throws DeviceError when there is no adapter
 */
async function copyRate(megabytes?: number): Promise<number> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new DeviceError({ where: 'copy rate', expected: 'a WebGPU adapter', found: 'none' });
  const device = await adapter.requestDevice();
  const { software } = describeAdapter(adapter.info);
  const size = 1e6 * (megabytes ?? (software ? SIZE.software : SIZE.gpu));
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
