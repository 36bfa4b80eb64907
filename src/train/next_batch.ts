import type { PlannedBatch } from '../model/training_step.ts';
import type { Chosen } from './minibatches.ts';

/** The minibatch of the next step, planned while the device works on the one before where that is possible. */
export class NextBatch {
  readonly #plan: (chosen: Chosen) => PlannedBatch;
  #chosen: Chosen;
  #planned: PlannedBatch | undefined;

  /** @throws what `plan` throws for it */
  constructor(first: Chosen, plan: (chosen: Chosen) => PlannedBatch) {
    this.#plan = plan;
    this.#chosen = first;
    this.#planned = plan(first);
  }

  get chosen(): Chosen {
    return this.#chosen;
  }

  /** @throws what planning throws: features that cannot be read, for one */
  get batch(): PlannedBatch {
    this.#planned ??= this.#plan(this.#chosen);
    return this.#planned;
  }

  /** Takes up the next one. If it cannot be planned now, the step that needs it is the one to say so. */
  choose(chosen: Chosen): void {
    this.#chosen = chosen;
    this.#planned = undefined;
    try {
      this.#planned = this.#plan(chosen);
    } catch {}
  }
}
