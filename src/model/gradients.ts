import type { Backend, Program } from '../ops/backend.ts';
import { fill } from '../ops/elementwise.ts';
import type { FlatParameters, ParameterLayout } from './parameters.ts';

/**
 * A model's gradients, made when they are first asked for. They are 0 whenever a step begins, as its calls write only what the
 * minibatch uses: not the
 * vectors of other words, and nothing at all when no target counts. An update rule leaves them at 0; what a loss without
 * update leaves is cleared before the next step.
 */
export class Gradients {
  readonly #backend: Backend;
  readonly #layout: ParameterLayout;
  #flat: FlatParameters | undefined;
  #clearing: Program | undefined;
  #left = false;

  constructor(backend: Backend, layout: ParameterLayout) {
    this.#backend = backend;
    this.#layout = layout;
  }

  get flat(): FlatParameters {
    this.#flat ??= this.#layout.create(this.#backend, 'gradients');
    return this.#flat;
  }

  /** The same on another backend. */
  on(backend: Backend): Gradients {
    return new Gradients(backend, this.#layout);
  }

  /** Prepares for the next step. `updates`: whether it ends with an update rule. */
  begin(updates: boolean): void {
    // A fault of the device is reported to the caller that waits for the step.
    if (this.#left) this.#clear().catch(() => {});
    this.#left = !updates;
  }

  destroy(): void {
    this.#clearing?.destroy();
    if (this.#flat) this.#backend.destroyBuffer(this.#flat.whole);
  }

  #clear(): Promise<unknown> {
    if (!this.#clearing) {
      const recorder = this.#backend.record('clearing gradients');
      const { whole } = this.flat;
      recorder.call(fill, { Q: whole.length, value: 0 }, { x: whole });
      this.#clearing = recorder.finish();
    }
    return this.#clearing.run();
  }
}
