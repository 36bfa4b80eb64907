import { requireList, requireObject, wrongKind } from '../arguments.ts';
import { mapParameters, type PerParameter } from '../model/parameter_names.ts';
import type { Tensor } from '../tensor.ts';
import { damaged, integerOf, type JsonRecord, listOf, naturalOf, recordOf, stringOf } from '../tensor_files/json.ts';
import { readFloats, readTensor, type StoredTensors, tensorOf } from '../tensor_files/stored.ts';
import type { ScheduleState } from '../train/schedule.ts';
import type { TrainingState } from '../train/state.ts';

/** @throws OptionError naming what a training state from plain JavaScript lacks. */
export function requireTraining(
  where: string,
  { minibatches, moments, lossHistory, gradientNormHistory }: TrainingState,
) {
  requireObject(`${where}: training.minibatches`, 'the state of minibatches', minibatches);
  requireObject(`${where}: training.moments`, 'tensors like the parameters by name', moments);
  requireList(`${where}: training.lossHistory`, 'a list of losses', lossHistory);
  requireList(`${where}: training.gradientNormHistory`, 'a list of norms', gradientNormHistory);
  for (const order of ['deck', 'chosen'] as const) {
    const found: unknown = minibatches[order];
    const place = `${where}: training.minibatches.${order}`;
    if (!(found instanceof Int32Array)) throw wrongKind(place, 'an Int32Array of captions', found);
  }
}

/** The parts of a training state that are long lists of numbers, as tensors of a file. */
export function trainingTensors(state: TrainingState): Record<string, Tensor> {
  const { minibatches, lossHistory, gradientNormHistory } = state;
  const list = (data: Float64Array | Int32Array): Tensor => ({ shape: [data.length], data });
  const tensors: Record<string, Tensor> = {
    'training.deck': list(minibatches.deck),
    'training.chosen': list(minibatches.chosen),
    [LOSSES]: list(Float64Array.from(lossHistory)),
    'training.gradient_norm': list(Float64Array.from(gradientNormHistory)),
  };
  for (const moment of momentNames(state)) {
    for (const [name, values] of Object.entries(state.moments[moment] ?? {})) tensors[`${moment}.${name}`] = values;
  }
  return tensors;
}

/** The rest of a training state, as JSON. */
export function trainingMetadata(state: TrainingState): JsonRecord {
  const { step, minibatches, moments: _, lossHistory: __, gradientNormHistory: ___, ...others } = state;
  const { random, dealt } = minibatches;
  return { ...others, step, moments: momentNames(state), minibatches: { random, dealt } };
}

export const momentNames = (state: TrainingState) => Object.keys(state.moments);

/** Every checkpoint of a training has this tensor. */
export const LOSSES = 'training.loss';

/** Whether a tensor of a checkpoint belongs to the training. */
export const isOfTraining = (name: string) => /^(training|m|v)\./.test(name);

/**
 * @param shapes of the parameters, and of their moments
 * @throws CheckpointError naming what is missing, or of the wrong type or shape
 */
export function readTraining(
  file: string,
  metadata: JsonRecord,
  tensors: StoredTensors,
  shapes: PerParameter<readonly number[]>,
): TrainingState {
  const where = `${file}: training`;
  const { random, dealt } = recordOf(`${where}.minibatches`, metadata.minibatches);
  const step = naturalOf(`${where}.step`, metadata.step);
  const list = (name: string) => {
    const { shape, data } = readTensor(`${file}: ${name}`, tensorOf(file, tensors, name));
    return shape.length === 1 ? data : damaged(`${file}: ${name}`, 'one axis', `${shape.length}`);
  };
  const order = (name: string) => {
    const data = list(name);
    return data instanceof Int32Array ? data : damaged(`${file}: ${name}`, 'integers', 'floats');
  };
  const history = (name: string) => {
    const values = [...list(name)];
    return values.length === step ? values : damaged(`${file}: ${name}`, `${step} numbers`, `${values.length}`);
  };
  const momentsOf = (moment: string) =>
    mapParameters(shapes, (shape, name) => {
      const full = `${moment}.${name}`;
      return readFloats(`${file}: ${full}`, tensorOf(file, tensors, full), shape);
    });
  const moments = listOf(`${where}.moments`, metadata.moments, stringOf);
  const schedule = metadata.schedule === undefined ? undefined : recordOf(`${where}.schedule`, metadata.schedule);
  return {
    step,
    settings: recordOf(`${where}.settings`, metadata.settings),
    moments: Object.fromEntries(moments.map((name) => [name, momentsOf(name)])),
    minibatches: {
      random: listOf(`${where}.minibatches.random`, random, integerOf),
      dealt: naturalOf(`${where}.minibatches.dealt`, dealt),
      deck: order('training.deck'),
      chosen: order('training.chosen'),
    },
    // Its contents are checked where they are used.
    ...(schedule && { schedule: schedule as unknown as ScheduleState }),
    lossHistory: history(LOSSES),
    gradientNormHistory: history('training.gradient_norm'),
  };
}
