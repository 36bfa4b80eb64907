import { requireList, requireObject } from '../arguments.ts';
import { DataError, OptionError, ShapeError, TrainingError } from '../errors.ts';
import { placeOf } from '../finite.ts';
import type { ParameterName } from '../model/parameter_names.ts';
import type { ParameterTensors } from '../model/parameters.ts';
import type { Backend } from '../ops/backend.ts';
import { wholeNumber } from '../option_checks.ts';
import { lossOptions, scheduledSamplingOptions, updateOptions } from '../options/regularisation_options.ts';
import { scheduleOptions, trainingOptions } from '../options/training_options.ts';
import { savedValues } from '../options/values.ts';
import type { FloatTensor } from '../tensor.ts';
import { fineTuningSettings } from './fine_tuning.ts';
import type { MinibatchState } from './minibatches.ts';
import type { ScheduleState } from './schedule.ts';
import type { TrainerSettings } from './trainer_options.ts';
import type { Update } from './update.ts';

/** Everything a training needs, besides the model's parameters and the data, to resume exactly where it was. */
export interface TrainingState {
  /** Completed steps. */
  readonly step: number;
  /** Options that determine a step, as plain JSON: a trainer that resumes must have the same. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The moments of the update rule by name, each with the parameters' names and shapes. */
  readonly moments: Readonly<Record<string, ParameterTensors>>;
  readonly minibatches: MinibatchState;
  /** The state of a plateau schedule, if there is one. */
  readonly schedule?: ScheduleState;
  readonly lossHistory: readonly number[];
  readonly gradientNormHistory: readonly number[];
}

/** The options that must agree between a training and its continuation: all but its length and its log. */
export function settingsOf(settings: TrainerSettings): Readonly<Record<string, unknown>> {
  const { rule, numEpochs, maxSteps, printEvery, log, fineTuning, ...others } = settings;
  const { schedule, regularisation, update, scheduledSampling } = others;
  return {
    updateRule: rule.name,
    updaterConfig: { ...rule.config },
    ...savedValues(trainingOptions, others),
    schedule: schedule && savedValues(scheduleOptions, schedule),
    regularisation: savedValues(lossOptions, regularisation),
    update: savedValues(updateOptions, update),
    scheduledSampling: scheduledSampling && savedValues(scheduledSamplingOptions, scheduledSampling),
    ...(fineTuning && { fineTuning: fineTuningSettings(fineTuning) }),
  };
}

/** @throws OptionError naming what a state from plain JavaScript lacks, or the first option that differs. */
export function checkState(state: TrainingState, settings: TrainerSettings): void {
  const where = 'CaptioningTrainer.restore';
  requireObject(where, 'what CaptioningTrainer.state returned', state);
  wholeNumber(`${where}: step`, state.step);
  for (const part of ['settings', 'moments', 'minibatches'] as const) {
    requireObject(`${where}: ${part}`, 'an object', state[part]);
  }
  for (const history of ['lossHistory', 'gradientNormHistory'] as const) {
    requireList(`${where}: ${history}`, 'a list of numbers', state[history]);
    const [done, found] = [state.step, state[history].length];
    if (found !== done) {
      throw new ShapeError({
        where: `${where}: ${history}`,
        expected: `one number for each of ${done} steps`,
        found: `${found}`,
      });
    }
  }
  checkSettings(state.settings, settings);
}

function checkSettings(saved: TrainingState['settings'], settings: TrainerSettings): void {
  const own = settingsOf(settings);
  for (const name of new Set([...Object.keys(saved), ...Object.keys(own)])) {
    const [expected, found] = [saved[name], own[name]].map((value) => JSON.stringify(value) ?? 'no such option');
    if (expected === found) continue;
    throw new OptionError({
      where: `CaptioningTrainer.restore: ${name}`,
      expected: `${expected}, as in the training to resume`,
      found: `${found}`,
      remedy:
        'Only numEpochs and maxSteps may change: to change others, start a new training from the saved parameters.',
    });
  }
}

/** @throws TrainingError when steps are in flight or failed: there is no consistent state between them. */
export function checkLanded(begun: number, done: number): void {
  if (begun === done) return;
  const found = `${done} of ${begun} steps done`;
  throw new TrainingError({ where: 'CaptioningTrainer.state', expected: 'no step in flight or failed', found });
}

/** Replaces the content of a list, so that all who hold the list see it. */
export function refill(list: number[], values: readonly number[]): void {
  list.length = 0;
  for (const value of values) list.push(value);
}

/** Reads the moments of an update rule. */
export async function readMoments(backend: Backend, { moments }: Update): Promise<TrainingState['moments']> {
  const read = [...moments].map(async ([name, { whole, layout }]) => {
    return [name, layout.fromDevice(`moment ${name}`, await backend.read(whole))] as const;
  });
  return Object.fromEntries(await Promise.all(read));
}

/**
 * @throws ShapeError when other moments were saved, or those of another model, DataError for numbers that no training can
 * produce; nothing is written then
 */
export function writeMoments(backend: Backend, update: Update, saved: TrainingState['moments']): void {
  const checked = [...update.moments].map(([name, { whole, layout }]) => {
    const found = saved[name];
    const where = `CaptioningTrainer.restore: moment ${name}`;
    if (!found) throw new ShapeError({ where, expected: 'tensors like the parameters', found: 'nothing' });
    layout.check(where, found, backend);
    for (const [parameter, tensor] of Object.entries(found) as [ParameterName, FloatTensor][]) {
      if (update.areSquares(name, parameter)) requireSquares(`${where}: ${parameter}`, tensor);
    }
    return { whole, layout, found };
  });
  for (const { whole, layout, found } of checked) layout.write(backend, whole, found);
}

/** @throws DataError naming the first number below 0, of which a rule would take the root */
function requireSquares(where: string, { shape, data }: FloatTensor): void {
  const at = data.findIndex((value) => value < 0);
  if (at < 0) return;
  const place = placeOf(at, shape).join(', ');
  throw new DataError({ where: `${where}[${place}]`, expected: 'a mean of squares', found: `${data[at]}` });
}
