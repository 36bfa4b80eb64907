import type { Buffer, Recorder, RunSizes, Size } from '../ops/backend.ts';
import type { BuffersOf, FlagsOf, SizesOf } from '../ops/op.ts';
import { adam, rmsprop, sgd, sgdMomentum } from '../ops/update_rules.ts';
import { rejectUnknownOptions } from '../option_checks.ts';
import {
  trainingOptions,
  type UpdateRuleName,
  type UpdaterConfig,
  updaterOptions,
} from '../options/training_options.ts';
import { checkValue, valuesOf } from '../options/values.ts';

/** A call of any rule, apart from its own numbers and moments. */
interface RuleCall {
  readonly sizes: SizesOf<typeof sgd, Size>;
  /** `faults` for a rehearsal. */
  readonly buffers: BuffersOf<typeof sgd, Buffer>;
  readonly flags: FlagsOf<typeof sgd>;
}

/** The arguments of an update that do not change from step to step. */
export interface UpdateCall extends Omit<RuleCall, 'sizes'> {
  readonly sizes: Omit<RuleCall['sizes'], 'rate' | 'weight_decay'>;
}

type Config = Required<UpdaterConfig>;

/** The moments of each parameter: a moving average, one of squares, or a velocity. */
export type Moment = 'm' | 'v';

/** One update rule: its moments, the call it records, and its numbers at a step. */
interface Rule {
  readonly defaults: UpdaterConfig;
  /** Buffers as long as the parameters that persist from step to step, zero at first. */
  readonly moments: readonly Moment[];
  /** Those of them that are means of squares. */
  readonly squares?: 'v';
  record(recorder: Recorder, call: RuleCall, moments: readonly Buffer[], config: Config, named: Named): void;
  /** The maximum change of a number, in units of the largest gradient so far. */
  reach(config: Config): number;
  /** Numbers that change from step to step besides the rate, for step t = 1, 2, … */
  sizes(t: number, config: Config): RunSizes;
}

/** The names of a step's numbers in a recorded program: two rules in one program have separate numbers. */
type Named = (number: string) => string;

const steady = (): RunSizes => ({});

/** The rules of CS231n's optim.py: same formulas, defaults and places of epsilon. */
const RULES: Readonly<Record<UpdateRuleName, Rule>> = {
  sgd: {
    defaults: { learningRate: 1e-2 },
    moments: [],
    record: (recorder, { sizes, buffers, flags }) => recorder.call(sgd, sizes, buffers, flags),
    reach: ({ learningRate }) => learningRate,
    sizes: steady,
  },
  sgdMomentum: {
    defaults: { learningRate: 1e-2, momentum: 0.9 },
    moments: ['v'],
    record: (recorder, { sizes, buffers, flags }, [v = buffers.w], { momentum }) =>
      recorder.call(sgdMomentum, { ...sizes, momentum }, { ...buffers, v }, flags),
    reach: ({ learningRate, momentum }) => learningRate / (1 - Math.fround(momentum)),
    sizes: steady,
  },
  rmsprop: {
    defaults: { learningRate: 1e-2, decayRate: 0.99, epsilon: 1e-8 },
    moments: ['v'],
    squares: 'v',
    record: (recorder, { sizes, buffers, flags }, [v = buffers.w], { decayRate, epsilon }) =>
      recorder.call(rmsprop, { ...sizes, decay: decayRate, epsilon }, { ...buffers, v }, flags),
    reach: ({ learningRate, epsilon }) => learningRate / Math.fround(epsilon),
    sizes: steady,
  },
  adam: {
    defaults: { learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    moments: ['m', 'v'],
    squares: 'v',
    record: (recorder, { sizes, buffers, flags }, [m = buffers.w, v = buffers.w], { beta1, beta2, epsilon }, named) => {
      const corrections = { correction1: named('correction1'), correction2: named('correction2') };
      recorder.call(adam, { ...sizes, beta1, beta2, epsilon, ...corrections }, { ...buffers, m, v }, flags);
    },
    reach: ({ learningRate, epsilon }) => learningRate / Math.fround(epsilon),
    sizes: (t, { beta1, beta2 }) => ({ correction1: 1 - beta1 ** t, correction2: 1 - beta2 ** t }),
  },
};

/** An update rule with its numbers checked. */
export class UpdateRule {
  readonly name: UpdateRuleName;
  readonly moments: readonly Moment[];
  readonly #rule: Rule;
  readonly #config: Config;
  readonly #named: Named;

  /**
   * @param of names what it updates, where other parameters have another rule
   * @throws OptionError for an unknown rule, a number the rule does not know, or one out of range.
   */
  constructor(name: string, config: UpdaterConfig = {}, of = '') {
    this.#named = (number) => (of ? `${number} of ${of}` : number);
    this.name = checkValue('updateRule', trainingOptions.updateRule, name);
    this.#rule = RULES[this.name];
    this.moments = this.#rule.moments;
    const defaults = this.#rule.defaults;
    rejectUnknownOptions(`updaterConfig of ${name}`, config, Object.keys(defaults));
    const given = { ...defaults, ...config };
    valuesOf('updaterConfig', updaterOptions, given);
    this.#config = { momentum: 0, decayRate: 0, epsilon: 0, beta1: 0, beta2: 0, learningRate: 0, ...given };
  }

  get squares(): 'v' | undefined {
    return this.#rule.squares;
  }

  /** Its numbers; those it does not use are 0. */
  get config(): Config {
    return this.#config;
  }

  get learningRate(): number {
    return this.#config.learningRate;
  }

  /**
   * Whether an update leaves every finite number finite, by its settings alone, as long as the norm of the gradients is
   * finite. Then no gradient, nor an average of gradients, has exceeded √MAX = 2⁶⁴, and no number moves by more
   * than reach · 2⁶⁴: adding less than half of MAX's last digit, 2¹⁰³, makes no float32 infinite. 2⁹ is left for rounding.
   * Learning rates only fall from the rule's own.
   */
  get staysFinite(): boolean {
    return this.#rule.reach(this.#config) <= 2 ** 30;
  }

  /** Records one update, or its rehearsal. `moments` are buffers as long as the weights, one for each name in `moments`. */
  record(recorder: Recorder, call: UpdateCall, moments: readonly Buffer[]): void {
    const named = this.#named;
    const sizes = { ...call.sizes, rate: named('rate'), weight_decay: named('decay') };
    this.#rule.record(recorder, { ...call, sizes }, moments, this.#config, named);
  }

  /** Numbers of step t = 1, 2, … at the given learning rate, and the share of a weight that decays. */
  sizes(t: number, learningRate: number, weightDecay: number): RunSizes {
    const numbers = { rate: learningRate, decay: learningRate * weightDecay, ...this.#rule.sizes(t, this.#config) };
    return Object.fromEntries(Object.entries(numbers).map(([name, value]) => [this.#named(name), value]));
  }
}
