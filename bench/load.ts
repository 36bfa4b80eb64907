import { WebGpuBackend } from '../src/gpu/backend.ts';
import { warmUp } from '../src/gpu/tuning/warm_up.ts';
import type { Backend } from '../src/ops/backend.ts';
import type { Context } from './context.ts';

/** Milliseconds of load before anything is timed: an idle GPU takes so long to reach the clock that it keeps. */
const GPU_LOAD = 2000;

/** How long this backend has to be under load before it is timed, in ms; a software adapter has no clock of its own. */
export const loadTime = (backend: Backend): number =>
  backend instanceof WebGpuBackend && !backend.adapter.software ? GPU_LOAD : 0;

/** Keeps a GPU busy for that long, except in a tiny run. */
export async function load({ effort }: Pick<Context, 'effort'>, backend: Backend): Promise<void> {
  if (effort !== 'tiny' && loadTime(backend) > 0) await warmUp(backend as WebGpuBackend, GPU_LOAD);
}
