import { requireList, requireObject } from '../arguments.ts';
import { DataError } from '../errors.ts';
import { mapParameters } from '../model/parameter_names.ts';
import { type ParameterTensors, parameterShapes } from '../model/parameters.ts';
import type { Bytes } from '../platform.ts';
import type { Tensor } from '../tensor.ts';
import { refuseOthers, requireFile } from '../tensor_files/file_kinds.ts';
import { DEEPEST, depthOf, listOf, messageOf, parseJson, recordOf, refused, stringOf } from '../tensor_files/json.ts';
import { readSafetensors, type TensorFile, writeSafetensors } from '../tensor_files/safetensors.ts';
import { checkNumbers, readFloats, tensorOf } from '../tensor_files/stored.ts';
import { isZip } from '../tensor_files/zip_directory.ts';
import type { TrainingState } from '../train/state.ts';
import { optionsOf, type SavedOptions, sizesOf } from './captioner_options.ts';
import { type DatasetMark, datasetMarkIn } from './dataset_mark.ts';
import { readTraining, requireTraining, trainingMetadata, trainingTensors } from './training.ts';

/** A model, and everything needed to resume its training. */
export interface Checkpoint {
  /** Options of the model, without its words. */
  readonly configuration: SavedOptions;
  /** Every word by its number. */
  readonly vocabulary: readonly string[];
  /** With CS231n's names and shapes; float32 or float64, as on the backend. */
  readonly parameters: ParameterTensors;
  /** Missing if there are only weights. */
  readonly training?: TrainingState;
  /** The data set it was trained on. */
  readonly dataset?: DatasetMark;
  /** Any plain JSON of the caller. */
  readonly notes?: Readonly<Record<string, unknown>>;
  /** A remark for the user on how it was read; not saved. */
  readonly remark?: string;
}

/** Version of the layout below. A reader refuses any other. */
const VERSION = '1';

/** @throws OptionError naming what a checkpoint from plain JavaScript lacks. */
export function requireCheckpoint(where: string, checkpoint: Checkpoint): void {
  requireObject(where, 'a checkpoint', checkpoint);
  requireObject(`${where}: configuration`, 'options of a captioner', checkpoint.configuration);
  requireList(`${where}: vocabulary`, 'a list of words by number', checkpoint.vocabulary);
  requireObject(`${where}: parameters`, 'tensors by name', checkpoint.parameters);
}

/**
 * A checkpoint as a safetensors file: parameters with CS231n's names, moments as `m.Wx`, `v.Wx`, the rest of the training
 * under `training.`; everything else as strings in the metadata. A checksum covers every byte.
 * @throws OptionError when it is not a checkpoint; DataError when a number in it is not finite, or its notes are not JSON
 */
export function encodeCheckpoint(checkpoint: Checkpoint): Bytes {
  const where = 'saveCheckpoint';
  requireCheckpoint(where, checkpoint);
  const { configuration, vocabulary, parameters, training, dataset, notes } = checkpoint;
  if (training) requireTraining(where, training);
  if (notes !== undefined) requireObject(`${where}: notes`, 'an object', notes);
  const tensors: Record<string, Tensor> = { ...parameters, ...(training && trainingTensors(training)) };
  checkNumbers(where, tensors);
  return writeSafetensors(tensors, {
    fourgate_version: VERSION,
    configuration: JSON.stringify(configuration),
    vocabulary: JSON.stringify(vocabulary),
    ...(training && { training: JSON.stringify(trainingMetadata(training)) }),
    ...(dataset && { dataset: JSON.stringify(dataset) }),
    ...(notes && { notes: notesOf(where, notes) }),
  });
}

function notesOf(where: string, notes: Checkpoint['notes']): string {
  const place = `${where}: notes`;
  let text: string;
  try {
    text = JSON.stringify(notes);
  } catch (cause) {
    throw new DataError({ where: place, expected: 'plain JSON', found: messageOf(cause) }, { cause });
  }
  const depth = depthOf(text);
  if (depth <= DEEPEST) return text;
  throw new DataError({ where: place, expected: `JSON nested at most ${DEEPEST} levels deep`, found: `${depth}` });
}

/** Whether a file claims to be a checkpoint of any version. */
export function isCheckpoint(metadata: Readonly<Record<string, string>>): boolean {
  return metadata.fourgate_version !== undefined;
}

/**
 * Reads what `encodeCheckpoint` wrote.
 * @param where name of the file in messages
 * @throws CheckpointError when it is truncated, altered, of another version, or not a checkpoint; OptionError when the
 * arguments are not bytes and a name
 */
export function decodeCheckpoint(bytes: Uint8Array, where: string): Checkpoint {
  requireFile('decodeCheckpoint', bytes, where);
  refuseOthers(bytes, where);
  if (isZip(bytes)) refused(where, CHECKPOINT, 'a zip file', FROM_ELSEWHERE);
  return checkpointIn(readSafetensors(bytes, where), where);
}

const CHECKPOINT = `a Fourgate checkpoint of version ${VERSION}`;
const FROM_ELSEWHERE = 'Read weights of other programs with loadCaptioner(backend, bytes, where, { vocabulary }).';

/** The checkpoint in a file. @throws what `decodeCheckpoint` throws */
export function checkpointIn({ tensors, metadata, verified }: TensorFile, where: string): Checkpoint {
  checkVersion(metadata, where);
  if (!verified) {
    const remedy = 'Another program has saved it since: read its weights, without the training, with loadCaptioner.';
    refused(where, 'a checksum', 'none', remedy);
  }
  const json = (name: string) => recordOf(`${where}: ${name}`, parseJson(`${where}: ${name}`, metadata[name] ?? ''));
  const place = `${where}: vocabulary`;
  const vocabulary = listOf(place, parseJson(place, metadata.vocabulary ?? ''), stringOf);
  const sizes = sizesOf(where, json('configuration') as unknown as SavedOptions, vocabulary);
  const shapes = parameterShapes(sizes);
  const parameters = mapParameters(shapes, (shape, name) =>
    readFloats(`${where}: ${name}`, tensorOf(where, tensors, name), shape),
  );
  const training = metadata.training === undefined ? undefined : readTraining(where, json('training'), tensors, shapes);
  const dataset = metadata.dataset === undefined ? undefined : json('dataset');
  return {
    configuration: optionsOf(sizes),
    vocabulary,
    parameters,
    ...(training && { training }),
    ...(dataset && { dataset: datasetMarkIn(`${where}: dataset`, dataset) }),
    ...(metadata.notes === undefined ? {} : { notes: json('notes') }),
  };
}

/** @throws CheckpointError when a file does not claim to be a checkpoint of this version */
export function checkVersion(metadata: Readonly<Record<string, string>>, where: string): void {
  if (metadata.fourgate_version === VERSION) return;
  const other = metadata.fourgate_version;
  if (other === undefined) refused(where, CHECKPOINT, 'a safetensors file without one', FROM_ELSEWHERE);
  refused(
    where,
    CHECKPOINT,
    `version ${other}`,
    'A newer Fourgate wrote it: use that version, or an older checkpoint.',
  );
}
