import type { RunOptions } from '../../src/options/run_options.ts';
import { Desk } from './desk.ts';
import { MemoryLocks, MemoryStore } from './memory_store.ts';

/** A run that takes a moment; an epoch has ten steps. */
export const small: RunOptions = {
  ...{ backend: 'cpu', hiddenDim: 12, wordvecDim: 6, batchSize: 8, numEpochs: 90, validateImages: 8 },
  ...{ learningRate: 0.02, outputDropout: 0.2 },
};

/** Tabs of one browser: what they keep is in one place, and each sees what the others hold. */
export class Tabs {
  readonly store = new MemoryStore();
  readonly locks = new MemoryLocks();

  /** One with data. */
  open(): Promise<Desk> {
    return Desk.loaded(this.store, { locks: this.locks });
  }

  /** One whose run goes on, paused after it was kept at step 10. */
  async training(options: RunOptions = {}): Promise<{ desk: Desk; run: string; ended: Promise<void> }> {
    const desk = await this.open();
    const kept = new Promise<string>((resolve) => {
      desk.answer = (event) => {
        if (event.type === 'kept') desk.session.handle({ type: 'pause' });
        if (event.type === 'paused') resolve(desk.of('kept').at(-1)?.run ?? '');
      };
    });
    const ended = desk.run({ ...small, iterations: 30, ...options });
    const run = await kept;
    desk.answer = () => {};
    return { desk, run, ended };
  }
}

/** The runs that a tab reports. */
export async function runsOf(desk: Desk) {
  await desk.session.look();
  return desk.of('runs').at(-1)?.runs ?? [];
}

/** Names of the runs that a tab can continue. */
export const offersOf = async (desk: Desk) => (await runsOf(desk)).flatMap(({ run, latest }) => (latest ? [run] : []));

export const resume = (options: RunOptions = {}) => ({ type: 'start', options, resume: true }) as const;
