import { requireList, requireObject } from '../arguments.ts';
import { CheckpointError } from '../errors.ts';
import { type CaptioningOptions, type Configuration, checkOptions } from '../model/configuration.ts';
import { type ParameterTensors, parameterShapes, perParameter } from '../model/parameters.ts';
import type { FloatTensor, Tensor } from '../tensor.ts';
import type { TrainingState } from '../train/state.ts';
import { damaged, listOf, parseJson, recordOf, stringOf } from './json.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { momentNames, readTraining, trainingMetadata, trainingTensors } from './training.ts';

/** A model, and all that it takes to go on training it. */
export interface Checkpoint {
  /** What the model was made with, besides its words. */
  readonly configuration: Required<Omit<CaptioningOptions, 'wordToIdx' | 'storage'>> &
    Pick<CaptioningOptions, 'storage'>;
  /** Every word by its number. */
  readonly vocabulary: readonly string[];
  /** With CS231n's names and shapes; float32 or float64, as the backend computes. */
  readonly parameters: ParameterTensors;
  /** Missing where there are weights only. */
  readonly training?: TrainingState;
  /** What it was trained on. */
  readonly dataset?: DatasetMark;
  /** Whatever the one who saves wants to find again, as plain JSON. */
  readonly notes?: Readonly<Record<string, unknown>>;
}

export interface DatasetMark {
  readonly name: string;
  /** From `datasetMark`. */
  readonly fingerprint: string;
}

/** Of the layout below. A reader refuses any other. */
const VERSION = '1';

/** @throws OptionError naming what a checkpoint lacks: it may come from plain JavaScript. */
export function requireCheckpoint(where: string, checkpoint: Checkpoint): void {
  requireObject(where, 'a checkpoint', checkpoint);
  requireObject(`${where}: configuration`, 'options of a captioner', checkpoint.configuration);
  requireList(`${where}: vocabulary`, 'a list of words by number', checkpoint.vocabulary);
  requireObject(`${where}: parameters`, 'tensors by name', checkpoint.parameters);
}

/**
 * A checkpoint as a safetensors file: parameters with CS231n's names, moments as `m.Wx`, `v.Wx`, the rest of the training
 * under `training.`; everything else as strings in the metadata. A checksum covers every byte.
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array<ArrayBuffer> {
  const { configuration, vocabulary, parameters, training, dataset, notes } = checkpoint;
  const tensors: Record<string, Tensor> = { ...parameters, ...(training && trainingTensors(training)) };
  return writeSafetensors(tensors, {
    fourgate_version: VERSION,
    configuration: JSON.stringify(configuration),
    vocabulary: JSON.stringify(vocabulary),
    ...(training && { training: JSON.stringify(trainingMetadata(training)) }),
    ...(dataset && { dataset: JSON.stringify(dataset) }),
    ...(notes && { notes: JSON.stringify(notes) }),
  });
}

/** Whether a file says that it is a checkpoint, of whatever version. */
export function isCheckpoint(metadata: Readonly<Record<string, string>>): boolean {
  return metadata.fourgate_version !== undefined;
}

/**
 * Reads what `encodeCheckpoint` wrote.
 * @param where what a person calls the file, for messages
 * @throws CheckpointError when it is cut short, altered, of another version, or no checkpoint
 */
export function decodeCheckpoint(bytes: Uint8Array, where: string): Checkpoint {
  const { tensors, metadata, verified } = readSafetensors(bytes, where);
  checkVersion(metadata, where);
  if (!verified) damaged(where, 'a checksum', 'none');
  const json = (name: string) => recordOf(`${where}: ${name}`, parseJson(`${where}: ${name}`, metadata[name] ?? ''));
  const place = `${where}: vocabulary`;
  const vocabulary = listOf(place, parseJson(place, metadata.vocabulary ?? ''), stringOf);
  const configuration = json('configuration') as unknown as Checkpoint['configuration'];
  const sizes = sizesOf(where, configuration, vocabulary);
  const parameters = parametersOf(where, tensors, sizes);
  const training = metadata.training === undefined ? undefined : readTraining(where, json('training'), tensors);
  for (const name of training ? momentNames(training) : [])
    parametersOf(`${where}: ${name}`, training?.moments[name] ?? {}, sizes);
  const dataset = metadata.dataset === undefined ? undefined : json('dataset');
  return {
    configuration,
    vocabulary,
    parameters,
    ...(training && { training }),
    ...(dataset && {
      dataset: {
        name: stringOf(`${where}: dataset`, dataset.name),
        fingerprint: stringOf(`${where}: dataset`, dataset.fingerprint),
      },
    }),
    ...(metadata.notes === undefined ? {} : { notes: json('notes') }),
  };
}

/** The options of a model that a checkpoint is of. */
export function captioningOptions({ configuration, vocabulary }: Pick<Checkpoint, 'configuration' | 'vocabulary'>) {
  const wordToIdx = Object.fromEntries(vocabulary.map((word, index) => [word, index]));
  return { ...configuration, wordToIdx } satisfies CaptioningOptions;
}

/** @throws CheckpointError when configuration and words make no model */
export function sizesOf(
  where: string,
  configuration: Checkpoint['configuration'],
  vocabulary: readonly string[],
): Configuration {
  const different = new Set(vocabulary).size;
  if (different !== vocabulary.length) {
    damaged(`${where}: vocabulary`, `${vocabulary.length} different words`, `${different}`);
  }
  try {
    return checkOptions(captioningOptions({ configuration, vocabulary }));
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : String(cause);
    return damaged(`${where}: configuration`, 'options of a captioner', found, cause);
  }
}

/** The parameters among these tensors. @throws CheckpointError when one is missing or of another shape or type */
export function parametersOf(
  where: string,
  tensors: Readonly<Record<string, Tensor>>,
  sizes: Configuration,
): ParameterTensors {
  const shapes = parameterShapes(sizes);
  return perParameter((name) => {
    const found = tensors[name];
    const expected = `floats of shape (${shapes[name].join(', ')})`;
    if (!found) {
      const remedy = 'Names are those of CS231n or of PyTorch modules embed, proj, lstm or rnn, and vocab.';
      throw new CheckpointError({ where: `${where}: ${name}`, expected, found: 'no such tensor', remedy });
    }
    if (found.shape.join() === shapes[name].join() && !(found.data instanceof Int32Array)) return found as FloatTensor;
    const kind = found.data instanceof Int32Array ? 'integers' : 'floats';
    throw new CheckpointError({
      where: `${where}: ${name}`,
      expected,
      found: `${kind} of shape (${found.shape.join(', ')})`,
    });
  });
}

function checkVersion(metadata: Readonly<Record<string, string>>, where: string): void {
  if (metadata.fourgate_version === VERSION) return;
  const other = metadata.fourgate_version;
  throw new CheckpointError({
    where,
    expected: `a Fourgate checkpoint of version ${VERSION}`,
    found: other === undefined ? 'a safetensors file without one' : `version ${other}`,
    remedy:
      other === undefined
        ? 'Weights from elsewhere are read with importWeights(bytes, where, vocabulary).'
        : 'It is of a newer Fourgate: use that one, or an older checkpoint.',
  });
}
