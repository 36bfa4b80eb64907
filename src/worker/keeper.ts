import type { CheckpointStore } from '../checkpoint/store.ts';
import { failedEvent } from './faults.ts';
import type { Event } from './protocol.ts';

/** Where a session keeps checkpoints. */
export interface Keeping {
  readonly store: CheckpointStore;
  /** Whether every epoch gets a file of its own, beside the latest and the best. */
  readonly everyEpoch: boolean;
}

export const LATEST = 'latest.safetensors';
export const BEST = 'best.safetensors';

/** Milliseconds between two savings within an epoch. */
const APART = 60_000;
/** Saving takes at most one in so many parts of the time. */
const SHARE = 20;

/** Keeps a run's checkpoints without getting in its way: a saving that fails is told and tried again later. */
export class Keeper {
  readonly #keeping: Keeping;
  readonly #post: (event: Event) => void;
  #at = performance.now();
  #took = 0;

  constructor(keeping: Keeping, post: (event: Event) => void) {
    this.#keeping = keeping;
    this.#post = post;
  }

  /** Whether it is time for one within an epoch. */
  get isDue(): boolean {
    return performance.now() - this.#at > Math.max(APART, SHARE * this.#took);
  }

  /**
   * Keeps the end of an epoch, unless epochs are so short that it would cost too much and nothing is special about it.
   * @returns whether it did
   */
  async keepEpoch(
    epoch: number,
    step: number,
    best: boolean,
    make: () => Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<boolean> {
    const { everyEpoch } = this.#keeping;
    if (!everyEpoch && !best && performance.now() - this.#at < SHARE * this.#took) return false;
    const names = [...(best ? [BEST] : []), ...(everyEpoch ? [`epoch-${epoch}.safetensors`] : [])];
    await this.keep(step, make, names);
    return true;
  }

  /** @param besides names it is kept under as well */
  async keep(
    step: number,
    make: () => Promise<Uint8Array<ArrayBuffer>>,
    besides: readonly string[] = [],
  ): Promise<void> {
    const begin = performance.now();
    try {
      const bytes = await make();
      for (const name of [LATEST, ...besides]) await this.#keeping.store.write(name, bytes);
      this.#post({ type: 'kept', step, best: besides.includes(BEST) });
    } catch (error) {
      this.#post(failedEvent(error, 'save'));
    }
    this.#at = performance.now();
    this.#took = this.#at - begin;
  }
}
