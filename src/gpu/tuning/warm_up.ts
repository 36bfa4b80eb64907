import { affineForward } from '../../ops/affine_forward.ts';
import type { WebGpuBackend } from '../backend.ts';
import { PLAIN } from '../variants.ts';
import type { Shape } from './shape.ts';
import { Trial } from './trial.ts';

/** A product that occupies the largest GPU for a while, and a small one no longer than a submit may take. */
const LOAD: Shape = {
  op: affineForward,
  sizes: { M: 1024, K: 512, N: 1024, x_first: 0, y_first: 0 },
  without: ['b', 'rows'],
  calls: 1,
};

/** Calls a submit. */
const CALLS = 10;

/**
 * Keeps the device busy for this many milliseconds. An idle GPU runs at a fraction of its clock (an H200 at 345 MHz of 1,980)
 * and takes a while under load to reach it; earlier timings do not represent the speed of a training.
 * @param now clock, in milliseconds
 * @param load what it computes, `CALLS` times a submit
 * @throws DeviceError when the device fails
 */
export async function warmUp(
  backend: WebGpuBackend,
  milliseconds: number,
  now: () => number = () => performance.now(),
  load: Shape = LOAD,
): Promise<void> {
  const trial = await Trial.open(backend, load, PLAIN);
  try {
    trial.prepare(CALLS);
    const begin = now();
    while (now() - begin < milliseconds) await trial.run();
  } finally {
    trial.destroy();
  }
}
