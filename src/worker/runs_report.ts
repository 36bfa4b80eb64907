import { failedEvent } from './faults.ts';
import type { Keeper } from './keeper.ts';
import type { KeptRuns } from './kept_runs.ts';
import type { Event } from './protocol.ts';

/** Reports which runs are kept, whenever that has changed. */
export class RunsReport {
  /** Keeps the run that this session trains. */
  keeper: Keeper | undefined;
  readonly #kept: KeptRuns;
  readonly #post: (event: Event) => void;
  #looking: Promise<void> = Promise.resolve();
  #reported = '';

  constructor(kept: KeptRuns, post: (event: Event) => void) {
    this.#kept = kept;
    this.#post = post;
  }

  /** Looks, after all looks before, and reports what has changed since. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    const { place } = this.#kept;
    const runs = await this.#kept.list().catch((error: unknown) => {
      // Storage that is denied stays so: to say it once is enough. What fails later is reported by whoever keeps a run.
      if (this.#reported === '') this.#post(failedEvent(error, 'keep'));
      return [];
    });
    const event: Event = { type: 'runs', ...(place && { place }), runs };
    const found = JSON.stringify(event);
    if (found !== this.#reported) this.#post(event);
    this.#reported = found;
    if (this.keeper && !runs.some(({ run }) => run === this.keeper?.run)) this.keeper.miss();
  }
}
