import { WebGpuBackend } from '../../src/gpu/backend.ts';
import type { Program } from '../../src/ops/backend.ts';
import { columnSum } from '../../src/ops/column_sum.ts';
import { atMost, equal } from './check.ts';
import { counting } from './program_checks.ts';

const [M, N] = [4096, 256];

/** Four calls of a million additions each. */
function work(backend: WebGpuBackend): Program {
  const x = backend.create('x', M * N);
  const sum = backend.create('sum', N);
  const recorder = backend.record('timed');
  for (let call = 0; call < 4; call++) recorder.call(columnSum, { M, N }, { x, sum });
  return recorder.finish();
}

/** Times of three runs by the device, and by the page. */
async function times(backend: WebGpuBackend, program: Program): Promise<{ device: number[]; page: number }> {
  const device: number[] = [];
  backend.timestamps.listener = (ms) => device.push(ms);
  const begin = performance.now();
  for (let run = 0; run < 3; run++) await program.run();
  backend.timestamps.listener = undefined;
  return { device, page: performance.now() - begin };
}

function plausible({ device, page }: Awaited<ReturnType<typeof times>>, supported: boolean): void {
  equal(device.length, supported ? 3 : 0, 'runs timed');
  const total = device.reduce((sum, ms) => sum + ms, 0);
  atMost(total, page + 1, 'time on the device');
  // Four million additions take no adapter less than 5 µs a run, and what is no time at all was not taken.
  if (supported) atMost(0.005, total, 'least time on the device');
}

export const timestampChecks = {
  'runs are timed on the device while somebody listens, with nothing made after the first': async () => {
    const backend = await WebGpuBackend.open();
    const { supported } = backend.timestamps;
    if (/Chrome/.test(navigator.userAgent)) equal(supported, true, 'Chromium tells times');
    const program = work(backend);
    await program.run();
    const { allocations } = backend;
    const off = await counting(async () => {
      await program.run();
    });
    equal([off.createBuffer, off.mapAsync], [0, 0], 'made and mapped while nobody listens');
    plausible(await times(backend, program), supported);
    equal(backend.allocations, allocations + (supported ? 2 : 0), 'buffers made for the first');
    const later = await counting(async () => {
      plausible(await times(backend, program), supported);
    });
    equal([later.createBuffer, later.submit], [0, 3], 'buffers made and submits later');
    backend.destroy();
  },

  'a run of several submits is timed from the first to the last': async () => {
    const backend = await WebGpuBackend.open(undefined, { long: Infinity, piece: Infinity, operations: 2 * M * N });
    const program = work(backend);
    const counts = await counting(async () => {
      plausible(await times(backend, program), backend.timestamps.supported);
    });
    atMost(4, counts.submit ?? 0, 'submits of three runs, of which the first two are cut');
    backend.destroy();
  },
};
