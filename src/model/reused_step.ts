/** A recorded step that is kept from call to call, and recorded again only when a minibatch does not fit it. */
export class ReusedStep<S extends { destroy(): void }> {
  readonly #record: (captions: number, steps: number) => S;
  #kept: { readonly captions: number; readonly steps: number; readonly step: S } | undefined;

  constructor(record: (captions: number, steps: number) => S) {
    this.#record = record;
  }

  /** The step for a minibatch: captions may be fewer than it was recorded for, time steps must be as many. */
  for(captions: number, steps: number): S {
    if (!this.#kept || this.#kept.captions < captions || this.#kept.steps !== steps) {
      this.destroy();
      this.#kept = { captions, steps, step: this.#record(captions, steps) };
    }
    return this.#kept.step;
  }

  destroy(): void {
    this.#kept?.step.destroy();
    this.#kept = undefined;
  }
}
