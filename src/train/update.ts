import type { FlatParameters } from '../model/parameters.ts';
import type { Buffer, Recorder, RunSizes } from '../ops/backend.ts';
import { globalNorm } from '../ops/global_norm.ts';
import { PARTIALS, squareSum } from '../ops/square_sum.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { UpdateRule } from './update_rules.ts';

/** What a step does with its gradients: their norm, the brake where they are not finite, and the update rule. */
export class Update {
  /** (1) Euclidean norm of all gradients together. */
  readonly norm: Buffer;
  /** (1) becomes 1, and stays so, once the loss or the norm is not finite: nothing is updated then. */
  readonly halted: Buffer;
  /** What the rule remembers from step to step, by name: each as long as the flat parameters, and 0 at first. */
  readonly moments = new Map<'m' | 'v', Buffer>();
  readonly #workspace: Workspace;
  readonly #rule: UpdateRule;
  readonly #partials: Buffer;

  constructor(workspace: Workspace, rule: UpdateRule) {
    this.#workspace = workspace;
    this.#rule = rule;
    this.norm = workspace.create('gradient norm', 1);
    this.halted = workspace.create('halted', 1, 'uint');
    this.#partials = workspace.create('partials', PARTIALS);
  }

  /** Records it once: the rule's memory is made for weights as many as these. */
  record(recorder: Recorder, loss: Buffer, weights: FlatParameters, gradients: FlatParameters): void {
    const [w, dw] = [weights.whole, gradients.whole];
    const [Q, partials] = [dw.length, this.#partials];
    for (const name of this.#rule.moments) this.moments.set(name, this.#workspace.create(`moment ${name}`, Q));
    recorder.call(squareSum, { Q }, { x: dw, partials });
    recorder.call(globalNorm, { R: 1 }, { partials, loss, norm: this.norm, halted: this.halted });
    this.#rule.record(recorder, Q, { w, dw, halted: this.halted }, [...this.moments.values()]);
  }

  /** Numbers of step t = 1, 2, … at the given learning rate. */
  sizes(t: number, learningRate: number): RunSizes {
    return this.#rule.sizes(t, learningRate);
  }
}
