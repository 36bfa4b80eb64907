import type { ParameterTensors } from '../model/parameters.ts';
import { PARAMETER_NAMES } from '../model/parameters.ts';
import type { Tensor } from '../tensor.ts';
import type { TrainingState } from '../train/state.ts';
import { damaged, type JsonRecord, listOf, naturalOf, recordOf, stringOf } from './json.ts';

/** The parts of a training's state that are long lists of numbers: tensors of a file. */
export function trainingTensors(state: TrainingState): Record<string, Tensor> {
  const { minibatches, lossHistory, gradientNormHistory } = state;
  const list = (data: Float64Array | Int32Array): Tensor => ({ shape: [data.length], data });
  const tensors: Record<string, Tensor> = {
    'training.deck': list(minibatches.deck),
    'training.chosen': list(minibatches.chosen),
    'training.loss': list(Float64Array.from(lossHistory)),
    'training.gradient_norm': list(Float64Array.from(gradientNormHistory)),
  };
  for (const moment of momentNames(state)) {
    for (const name of PARAMETER_NAMES) {
      const values = state.moments[moment]?.[name];
      if (values) tensors[`${moment}.${name}`] = values;
    }
  }
  return tensors;
}

/** The rest of it, as JSON. */
export function trainingMetadata(state: TrainingState): JsonRecord {
  const { step, minibatches, moments: _, lossHistory: __, gradientNormHistory: ___, ...others } = state;
  const { random, dealt } = minibatches;
  return { ...others, step, moments: momentNames(state), minibatches: { random, dealt } };
}

export const momentNames = (state: TrainingState) => Object.keys(state.moments);

/** @throws CheckpointError naming what is missing or of another type; the moments' shapes are the caller's to check */
export function readTraining(
  file: string,
  metadata: JsonRecord,
  tensors: Readonly<Record<string, Tensor>>,
): TrainingState {
  const where = `${file}: training`;
  const { step, moments, minibatches, settings, ...others } = metadata;
  const tensor = (name: string) =>
    tensors[name] ?? damaged(`${file}: ${name}`, 'a tensor of the training', 'no such tensor');
  const { random, dealt } = recordOf(`${where}.minibatches`, minibatches);
  const order = (name: string) => {
    const { data } = tensor(name);
    return data instanceof Int32Array ? data : damaged(`${file}: ${name}`, 'integers', 'floats');
  };
  const momentsOf = (moment: string) =>
    Object.fromEntries(
      PARAMETER_NAMES.map((name) => [name, tensor(`${moment}.${name}`)]),
    ) as unknown as ParameterTensors;
  const histories = {
    lossHistory: [...tensor('training.loss').data],
    gradientNormHistory: [...tensor('training.gradient_norm').data],
  };
  const done = naturalOf(`${where}.step`, step);
  if (histories.lossHistory.length !== done)
    damaged(`${file}: training.loss`, `${done} losses`, `${histories.lossHistory.length}`);
  return {
    ...others,
    step: done,
    settings: recordOf(`${where}.settings`, settings),
    moments: Object.fromEntries(listOf(`${where}.moments`, moments, stringOf).map((name) => [name, momentsOf(name)])),
    minibatches: {
      random: listOf(`${where}.minibatches.random`, random, integerOf),
      dealt: naturalOf(`${where}.minibatches.dealt`, dealt),
      deck: order('training.deck'),
      chosen: order('training.chosen'),
    },
    ...histories,
  };
}

function integerOf(where: string, value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : damaged(where, 'an integer', String(value));
}
