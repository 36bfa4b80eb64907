import type { LandedStep } from './control.ts';

/** Steps that have begun and whose losses are still to come, in order. */
export class StepsUnderWay {
  readonly #record: (report: LandedStep) => void;
  readonly #steps: Promise<LandedStep>[] = [];
  #failed = false;

  /** @param record takes down a step that is done; it throws for one whose update did not happen */
  constructor(record: (report: LandedStep) => void) {
    this.#record = record;
  }

  get count(): number {
    return this.#steps.length;
  }

  add(step: Promise<LandedStep>): void {
    // It is awaited in its turn: until then nobody listens to how it fails.
    step.catch(() => {});
    this.#steps.push(step);
  }

  /** Waits for the step that began first, and records it. @throws what it failed with */
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
   * Waits for all steps and records what is done, up to the first step that failed: for a training that ends because of
   * something else, which the caller is about to throw.
   */
  async salvage(): Promise<void> {
    while (this.count > 0 && !this.#failed) await this.land().catch(() => {});
    await Promise.allSettled(this.#steps);
  }
}
