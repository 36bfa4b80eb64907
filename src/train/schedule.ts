import { requireObject, wrongKind } from '../arguments.ts';
import { numberBetween, wholeNumber } from '../option_checks.ts';
import { type Schedule, type ScheduleOptions, scheduleOptions } from '../options/training_options.ts';
import { checkOptions } from '../options/values.ts';

/** The state of a plateau schedule. Plain JSON. */
export interface ScheduleState {
  /** `null` before the first report. */
  readonly best: number | null;
  /** Reports since then. */
  readonly waited: number;
  /** How often the rate has been reduced. */
  readonly reductions: number;
}

export const INITIAL_SCHEDULE: ScheduleState = { best: null, waited: 0, reductions: 0 };

/** @throws OptionError naming an option that is unknown or out of range. */
export function checkSchedule(where: string, options: ScheduleOptions): Schedule {
  return checkOptions(where, scheduleOptions, options);
}

/** @throws OptionError when a saved state is invalid. */
export function checkScheduleState(where: string, state: ScheduleState = INITIAL_SCHEDULE): ScheduleState {
  requireObject(where, "a schedule's state", state);
  const { best, waited, reductions } = state;
  if (best !== null) numberBetween(`${where}.best`, best, 0, Number.MAX_VALUE);
  return {
    best,
    waited: wholeNumber(`${where}.waited`, waited),
    reductions: wholeNumber(`${where}.reductions`, reductions),
  };
}

/**
 * The share of the learning rate at step 1, 2, … of `totalSteps`, besides `lrDecay`. The cosine begins after the warm-up and
 * the hold.
 */
export function shareOfRate(schedule: Schedule, state: ScheduleState, step: number, totalSteps: number): number {
  const { kind, warmUp, floor, hold, factor } = schedule;
  const warm = step < warmUp ? step / warmUp : 1;
  if (kind === 'plateau') return warm * factor ** state.reductions;
  if (kind === 'step') return warm;
  const begin = Math.max(1, warmUp, Math.floor(hold * totalSteps));
  const [done, toDo] = [Math.max(0, step - begin), totalSteps - begin];
  const progress = toDo > 0 ? Math.min(1, done / toDo) : 0;
  return warm * (floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress)));
}

/** The state of a schedule after one more validation loss; a loss that is not finite is never an improvement. */
export function afterValidation(schedule: Schedule, state: ScheduleState, loss: number): ScheduleState {
  const { best, waited, reductions } = state;
  if (Number.isFinite(loss) && (best === null || loss < best * (1 - schedule.threshold))) {
    return { best: loss, waited: 0, reductions };
  }
  if (waited < schedule.patience) return { best, waited: waited + 1, reductions };
  return { best, waited: 0, reductions: reductions + 1 };
}

/** The parts of a learning rate. */
interface RateSettings {
  readonly rule: { readonly learningRate: number };
  readonly lrDecay: number;
  readonly schedule: Schedule | undefined;
}

/** The learning rate of a training, step by step. */
export class LearningRate {
  /** The state after the validation losses so far. */
  state = INITIAL_SCHEDULE;
  readonly #settings: RateSettings;
  readonly #stepsPerEpoch: number;
  readonly #totalSteps: number;

  constructor(settings: RateSettings, stepsPerEpoch: number, totalSteps: number) {
    this.#settings = settings;
    this.#stepsPerEpoch = stepsPerEpoch;
    this.#totalSteps = totalSteps;
  }

  /** At step 1, 2, … */
  at(step: number): number {
    const { rule, lrDecay, schedule } = this.#settings;
    const epochs = Math.floor((step - 1) / this.#stepsPerEpoch);
    const share = schedule ? shareOfRate(schedule, this.state, step, this.#totalSteps) : 1;
    return rule.learningRate * lrDecay ** epochs * share;
  }

  report(loss: number): void {
    if (typeof loss !== 'number') throw wrongKind('CaptioningTrainer.reportValidation', 'a loss', loss);
    const { schedule } = this.#settings;
    if (schedule?.kind === 'plateau') this.state = afterValidation(schedule, this.state, loss);
  }
}
