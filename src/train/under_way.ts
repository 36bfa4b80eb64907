import type { LandedStep } from './control.ts';

/** Steps in flight, in order: their losses have not been read back yet. */
export class StepsUnderWay {
  readonly #record: (report: LandedStep) => void;
  readonly #steps: Promise<LandedStep>[] = [];
  #failed = false;

  /** @param record records a completed step; it throws for one whose update was skipped */
  constructor(record: (report: LandedStep) => void) {
    this.#record = record;
  }

  get count(): number {
    return this.#steps.length;
  }

  add(step: Promise<LandedStep>): void {
    // It is awaited in its turn: until then its rejection has no handler.
    step.catch(() => {});
    this.#steps.push(step);
  }

  /** Waits for the oldest step, and records it. @throws the error it failed with */
  async land(): Promise<LandedStep | undefined> {
    try {
      const report = await this.#steps.shift();
      if (report) this.#record(report);
      return report;
    } catch (error) {
      this.#failed = true;
      throw error;
    }
  }

  /**
   * Waits for all steps and records them up to the first failure: for a training that ends because of another error,
   * which the caller is about to throw.
   */
  async salvage(): Promise<void> {
    while (this.count > 0 && !this.#failed) await this.land().catch(() => {});
    await Promise.allSettled(this.#steps);
  }
}
