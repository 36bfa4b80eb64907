import { planBatch } from '../src/model/batch_plan.ts';
import type { Backend } from '../src/ops/backend.ts';
import { type Timing, timing } from './statistics.ts';
import { makeTrainer, type Training } from './training.ts';

/** What the host's share of a training step is made of, in ms. */
export interface StepParts {
  /** Planning a minibatch: sorting, packing, numbering its words. */
  readonly plan: Timing;
  /** Sizes that are others than the last step's: checks, workgroups, the image of the uniform arena. */
  readonly arena: Timing;
  /** Writing the arena, encoding and submitting: most of it is WebGPU's own. */
  readonly encoding: Timing;
}

/** How often what needs no device is done before anything is timed: the engine compiles what runs often. */
const WARM = 1000;
/** Runs that are left out. */
const FIRST = 20;

/** Times the parts of a step one after the other, `runs` times; the device is idle whenever one begins. */
export async function timeParts(open: () => Promise<Backend>, training: Training, runs: number): Promise<StepParts> {
  const backend = await open();
  try {
    const trainer = makeTrainer(backend, training);
    const { program, sizes } = trainer.program;
    const stop = new AbortController();
    let steps = 0;
    const beforeStep = () => {
      if (steps++ === 0) return undefined;
      stop.abort();
      return Promise.resolve();
    };
    await trainer.train({ beforeStep, signal: stop.signal });
    // The device holds the plan of the step that was run; the next one has other sizes.
    const others = trainer.program.sizes;
    const { captions = new Int32Array() } = training.data.splits.train ?? {};
    const { N, T } = training.sizes;
    const batch = captions.subarray(0, N * (T + 1));
    const plan: number[] = [];
    const arena: number[] = [];
    const encoding: number[] = [];
    for (let time = 0; time < WARM; time++) {
      planBatch(batch, N, T, N, 0);
      for (const one of [others, sizes]) program.dispatches(one);
    }
    for (let run = -FIRST; run < runs; run++) {
      const begin = performance.now();
      planBatch(batch, N, T, N, 0);
      const planned = performance.now();
      program.dispatches(others);
      const prepared = performance.now();
      program.dispatches(sizes);
      const ready = performance.now();
      const running = program.run(sizes);
      const submitted = performance.now();
      await running;
      if (run < 0) continue;
      plan.push(planned - begin);
      arena.push(prepared - planned);
      encoding.push(submitted - ready);
    }
    return { plan: timing(plan), arena: timing(arena), encoding: timing(encoding) };
  } finally {
    backend.destroy();
  }
}
