import type { Updated } from '../model/captioner_steps.ts';
import { entryOf, isMatrix, isOfCaptioner, type ParameterName } from '../model/parameter_names.ts';
import type { FlatParameters } from '../model/parameters.ts';
import type { Buffer, Recorder, RunSizes } from '../ops/backend.ts';
import { globalNorm } from '../ops/global_norm.ts';
import { runningAverage } from '../ops/running_average.ts';
import { PARTIALS, squareSum } from '../ops/square_sum.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { UpdateSettings } from '../options/regularisation_options.ts';
import type { Moment, UpdateCall, UpdateRule } from './update_rules.ts';

/** Share of the newest step in running averages (as in `torch.nn.BatchNorm2d`). */
const NEWEST = 0.1;

/** The rule of an encoder that is fine-tuned after these steps. */
export interface EncoderUpdate {
  readonly rule: UpdateRule;
  /** Steps before it. */
  readonly after: number;
}

/** Parameters that one rule updates in one call. */
interface Target {
  readonly rule: UpdateRule;
  /** Their range in any buffer with the layout of the parameters. */
  readonly of: (flat: FlatParameters) => Buffer;
  /** How many of them decay. */
  readonly matrices: number;
}

/**
 * What a step does with its gradients: their norm, the `halted` flag where they are not finite, and the update rule, which also
 * clips them, applies weight decay and clears them. Where a rule's settings are so extreme that it might make a finite number
 * infinite, the update is rehearsed
 * first, and `halted` is set if it does: a step is done as a whole or not at all.
 */
export class Update {
  /** (1) Euclidean norm over all gradients, before clipping. */
  readonly norm: Buffer;
  /** (1) becomes 1, and stays so, once the loss, the norm or an update is not finite: nothing is updated then. */
  readonly halted: Buffer;
  /** The moments of the rules by name, with the layout of the parameters; 0 at first. */
  readonly moments = new Map<Moment, FlatParameters>();
  readonly #workspace: Workspace;
  readonly #rule: UpdateRule;
  readonly #settings: UpdateSettings;
  readonly #encoder: EncoderUpdate | undefined;
  readonly #partials: Buffer;

  /** @param encoder where its parameters have a rule of their own */
  constructor(workspace: Workspace, rule: UpdateRule, settings: UpdateSettings, encoder?: EncoderUpdate) {
    this.#workspace = workspace;
    this.#rule = rule;
    this.#settings = settings;
    this.#encoder = encoder;
    this.norm = workspace.create('gradient norm', 1);
    this.halted = workspace.create('halted', 1, 'uint');
    this.#partials = workspace.create('partials', PARTIALS);
  }

  /** Whether the moment of this name holds means of squares. */
  areSquares(moment: Moment, parameter: ParameterName): boolean {
    return this.#ruleOf(parameter).squares === moment;
  }

  /**
   * Records the end of a step.
   * @param frozen whether the parameters of an encoder with its own rule are frozen
   */
  record(recorder: Recorder, updated: Updated, frozen = false): void {
    const { loss, weights, gradients, averages } = updated;
    const [partials, norm, halted] = [this.#partials, this.norm, this.halted];
    const targets = this.#targets(weights, frozen);
    for (const { rule } of targets) this.#remember(rule, weights.layout);
    recorder.call(squareSum, { Q: gradients.whole.length }, { x: gradients.whole, partials });
    recorder.call(globalNorm, { R: 1 }, { partials, loss, norm, halted });
    if (targets.some(({ rule }) => !rule.staysFinite)) {
      const faults = weights.layout.create(this.#workspace, 'faults');
      // Decay is not part of the rehearsal: its share of a weight is at most 1, so it makes no weight larger.
      for (const target of targets) this.#call(recorder, target, updated, faults);
      recorder.call(squareSum, { Q: faults.whole.length }, { x: faults.whole, partials });
      recorder.call(globalNorm, { R: 1 }, { partials, loss, norm: this.#workspace.create('faults in all', 1), halted });
    }
    for (const target of targets) this.#call(recorder, target, updated);
    for (const { x, average } of averages) {
      recorder.call(runningAverage, { Q: x.length, share: NEWEST }, { x, halted, average });
    }
  }

  /**
   * Numbers of step t = 1, 2, … at the given learning rate. An encoder's rate changes in the same proportion, and it counts
   * its own steps.
   */
  sizes(t: number, learningRate: number): RunSizes {
    const { weightDecay } = this.#settings;
    const sizes = this.#rule.sizes(t, learningRate, weightDecay);
    if (!this.#encoder) return sizes;
    const { rule, after } = this.#encoder;
    const share = this.#rule.learningRate > 0 ? learningRate / this.#rule.learningRate : 1;
    return { ...sizes, ...rule.sizes(Math.max(1, t - after), rule.learningRate * share, weightDecay) };
  }

  #ruleOf(parameter: ParameterName): UpdateRule {
    return this.#encoder && !isOfCaptioner(parameter) ? this.#encoder.rule : this.#rule;
  }

  #targets({ layout, parts }: FlatParameters, frozen: boolean): Target[] {
    if (!this.#encoder) return [{ rule: this.#rule, of: ({ whole }) => whole, matrices: layout.matrices }];
    const names = layout.names.filter((name) => isOfCaptioner(name) || !frozen);
    return names.map((name) => ({
      rule: this.#ruleOf(name),
      of: (flat) => entryOf(flat.parts, name),
      matrices: isMatrix(name) ? entryOf(parts, name).length : 0,
    }));
  }

  #remember({ moments }: UpdateRule, layout: FlatParameters['layout']): void {
    for (const name of moments) {
      if (!this.moments.has(name)) this.moments.set(name, layout.create(this.#workspace, `moment ${name}`));
    }
  }

  /** Records an update; with `faults` its rehearsal. */
  #call(
    recorder: Recorder,
    { rule, of, matrices }: Target,
    { weights, gradients }: Updated,
    faults?: FlatParameters,
  ): void {
    const { clipNorm, clipValue, weightDecay } = this.#settings;
    const [w, dw] = [of(weights), of(gradients)];
    const call: UpdateCall = {
      sizes: {
        Q: dw.length,
        // Biases do not decay: a bias shifts, it does not fit.
        decaying: weightDecay > 0 ? matrices : 0,
        greatest_norm: clipNorm ?? 0,
        greatest_value: clipValue ?? 0,
      },
      buffers: {
        ...{ w, dw, halted: this.halted, norm: clipNorm === undefined ? undefined : this.norm },
        ...(faults && { faults: of(faults) }),
      },
      flags: clipValue === undefined ? [] : ['by_value'],
    };
    const moments = rule.moments.flatMap((name) => this.moments.get(name) ?? []);
    rule.record(recorder, call, moments.map(of));
  }
}
