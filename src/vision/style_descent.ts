import type { Buffer, Program, Values } from '../ops/backend.ts';
import { clamp } from '../ops/elementwise.ts';
import { adam } from '../ops/update_rules.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { StyleObjective } from './style_objective.ts';

/** Of Adam (Kingma & Ba 2015), as PyTorch's defaults have it. */
const ADAM = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
/** Of what update rules can do besides. */
const PLAIN = { decaying: 0, weight_decay: 0, greatest_norm: 0, greatest_value: 0 };

/** Steps of Adam on the pixels of an image, down an objective: each is one submit. */
export class StyleDescent {
  readonly #objective: StyleObjective;
  readonly #program: Program;
  readonly #moments: readonly Buffer[];
  /** Since Adam began. */
  #steps = 0;

  /** @param greatest what `clamped` steps keep the image within */
  constructor(workspace: Workspace, objective: StyleObjective, greatest: number) {
    const { backend, image } = objective;
    const [m, v] = [workspace.create('m', image.length), workspace.create('v', image.length)];
    const halted = workspace.create('halted', 1, 'uint');
    const recorder = backend.record('style transfer: step', objective.sizes);
    recorder.call(clamp, { Q: 'clamped', greatest }, { x: image.values });
    objective.record(recorder);
    const sizes = {
      Q: image.length,
      ...PLAIN,
      ...ADAM,
      rate: 'rate',
      correction1: 'correction1',
      correction2: 'correction2',
    };
    recorder.call(adam, sizes, { halted, dw: image.gradient, w: image.values, m, v });
    this.#objective = objective;
    this.#moments = [m, v];
    this.#program = recorder.finish();
  }

  /** Adam forgets the steps before. */
  begin(): void {
    const { backend, image } = this.#objective;
    for (const moment of this.#moments) backend.write(moment, new Float64Array(image.length));
    this.#steps = 0;
  }

  /**
   * One step.
   * @param clamped whether the image is first brought within ±greatest
   * @param read what to read after it, besides the loss
   * @returns the loss before the step, and what was read
   */
  async step(
    rate: number,
    clamped: boolean,
    read: readonly Buffer[],
  ): Promise<{ readonly loss: number; readonly values: readonly Values[] }> {
    const { image, losses, sizes } = this.#objective;
    this.#steps++;
    const run = {
      ...sizes,
      rate,
      correction1: 1 - ADAM.beta1 ** this.#steps,
      correction2: 1 - ADAM.beta2 ** this.#steps,
      clamped: clamped ? image.length : 0,
    };
    const [parts, ...values] = await this.#program.run(run, [losses, ...read]);
    return { loss: this.#objective.lossOf(parts), values };
  }

  destroy(): void {
    this.#program.destroy();
  }
}
