import type { Updated } from '../model/captioner_steps.ts';
import type { FlatParameters } from '../model/parameters.ts';
import type { Buffer, Recorder, RunSizes } from '../ops/backend.ts';
import { runningAverage } from '../ops/batch_norm.ts';
import { globalNorm } from '../ops/global_norm.ts';
import { PARTIALS, squareSum } from '../ops/square_sum.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { UpdateCall, UpdateRule } from './update_rules.ts';

/** Share of the newest step in what training averages (as `torch.nn.BatchNorm2d`). */
const NEWEST = 0.1;

/** What happens to gradients and weights besides the update rule. */
export interface UpdateSettings {
  readonly clipNorm: number | undefined;
  readonly clipValue: number | undefined;
  /** 0: none. */
  readonly weightDecay: number;
}

/**
 * What a step does with its gradients: their norm, the brake where they are not finite, and the update rule, which also clips
 * them, lets weights decay and clears them. Where a rule's settings are so extreme that it might make a finite number infinite, the update is rehearsed
 * first, and the brake put on if it does: a step is done as a whole or not at all.
 */
export class Update {
  /** (1) Euclidean norm of all gradients together, before clipping. */
  readonly norm: Buffer;
  /** (1) becomes 1, and stays so, once the loss, the norm or an update is not finite: nothing is updated then. */
  readonly halted: Buffer;
  /** What the rule remembers from step to step, by name: it lies as the parameters do, and is 0 at first. */
  readonly moments = new Map<'m' | 'v', Pick<FlatParameters, 'whole' | 'layout'>>();
  /** The name of those that are means of squares. */
  readonly squares: 'v' | undefined;
  readonly #workspace: Workspace;
  readonly #rule: UpdateRule;
  readonly #settings: UpdateSettings;
  readonly #partials: Buffer;

  constructor(workspace: Workspace, rule: UpdateRule, settings: UpdateSettings) {
    this.#workspace = workspace;
    this.#rule = rule;
    this.squares = rule.squares;
    this.#settings = settings;
    this.norm = workspace.create('gradient norm', 1);
    this.halted = workspace.create('halted', 1, 'uint');
    this.#partials = workspace.create('partials', PARTIALS);
  }

  /** Records it once: the rule's memory is made for weights as many as these. */
  record(recorder: Recorder, { loss, weights, gradients, averages }: Updated): void {
    const [w, dw] = [weights.whole, gradients.whole];
    const [Q, partials, norm, halted] = [dw.length, this.#partials, this.norm, this.halted];
    for (const name of this.#rule.moments) {
      this.moments.set(name, { whole: this.#workspace.create(`moment ${name}`, Q), layout: weights.layout });
    }
    const moments = [...this.moments.values()].map(({ whole }) => whole);
    recorder.call(squareSum, { Q }, { x: dw, partials });
    recorder.call(globalNorm, { R: 1 }, { partials, loss, norm, halted });
    const { clipNorm, clipValue, weightDecay } = this.#settings;
    const call: UpdateCall = {
      sizes: {
        Q,
        // Biases do not decay: a bias shifts, it does not fit.
        decaying: weightDecay > 0 ? weights.layout.matrices : 0,
        rate: 'rate',
        weight_decay: 'decay',
        greatest_norm: clipNorm ?? 0,
        greatest_value: clipValue ?? 0,
      },
      buffers: { w, dw, halted, norm: clipNorm === undefined ? undefined : norm },
      flags: clipValue === undefined ? [] : ['by_value'],
    };
    if (!this.#rule.staysFinite) {
      const faults = this.#workspace.create('faults', Q);
      // No weight grows by decay, which is no part of it: its share of the weights is at most 1.
      this.#rule.record(recorder, { ...call, buffers: { ...call.buffers, faults } }, moments);
      recorder.call(squareSum, { Q }, { x: faults, partials });
      recorder.call(globalNorm, { R: 1 }, { partials, loss, norm: this.#workspace.create('faults in all', 1), halted });
    }
    this.#rule.record(recorder, call, moments);
    for (const { x, average } of averages) {
      recorder.call(runningAverage, { Q: x.length, share: NEWEST }, { x, halted, average });
    }
  }

  /** Numbers of step t = 1, 2, … at the given learning rate. */
  sizes(t: number, learningRate: number): RunSizes {
    return { ...this.#rule.sizes(t, learningRate), decay: learningRate * this.#settings.weightDecay };
  }
}
