import { requireBackend } from '../arguments.ts';
import type { CaptionDataset, Vocabulary } from '../data/dataset.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend } from '../ops/backend.ts';
import { rejectUnknownOptions } from '../option_checks.ts';
import type { Storage } from '../options/model_options.ts';
import type { Bytes } from '../platform.ts';
import { requireFile } from '../tensor_files/file_kinds.ts';
import type { CaptioningTrainer } from '../train/trainer.ts';
import { type CheckpointParts, captionerOf, checkDataset, checkpointOf, resumeTraining } from './apply.ts';
import { encodeCheckpoint } from './checkpoint.ts';
import type { DatasetMark } from './dataset_mark.ts';
import { exportForPyTorch } from './pytorch.ts';
import { importWeights } from './weights.ts';

/**
 * The bytes of a checkpoint: the model's current state, the words of its data set and, with a trainer, everything needed to
 * resume training with the same bits. Call it when no step is in progress. The file is safetensors, with CS231n's names.
 * @throws ShapeError when the data set has another number of words; DataError when a parameter is not finite, or notes are
 * not JSON; TrainingError when a step is in progress
 */
export async function saveCheckpoint(model: CaptioningRNN, parts: CheckpointParts): Promise<Bytes> {
  return encodeCheckpoint(await checkpointOf(model, parts));
}

/**
 * Only the weights, as safetensors for PyTorch: `docs/pytorch_captioner.py` loads them.
 * @throws as `saveCheckpoint` does
 */
export async function saveForPyTorch(model: CaptioningRNN, parts: Pick<CheckpointParts, 'data'>): Promise<Bytes> {
  rejectUnknownOptions('saveForPyTorch', parts, ['data']);
  return exportForPyTorch(await checkpointOf(model, parts, 'saveForPyTorch'));
}

export interface LoadCaptionerOptions {
  /** The words of the model, for files without words. */
  readonly vocabulary?: Vocabulary;
  /** Storage of weights on the backend; by default what the file says, or float32. */
  readonly storage?: Storage;
}

/** A model from a file, and the rest of the file's contents. */
export interface LoadedCaptioner {
  readonly model: CaptioningRNN;
  readonly vocabulary: Vocabulary;
  /** The data set it was trained on, if the file says so. */
  readonly dataset?: DatasetMark;
  /** Steps of its training so far; missing if the file has only weights. */
  readonly step?: number;
  /** The notes passed to `saveCheckpoint`. */
  readonly notes?: CheckpointParts['notes'];
  /** A remark for the user on how the file was read. */
  readonly remark?: string;
  /** Checks that a data set is the one that the model was trained on. @throws CheckpointError when words or captions differ */
  checkData(data: CaptionDataset): void;
  /**
   * Restores a new trainer of this model to the state of the checkpoint, so that training resumes with the same bits.
   * @throws CheckpointError when its data differ, or the file has only weights; OptionError naming an option of the trainer that
   * differs. Model and trainer are then unchanged.
   */
  resume(trainer: CaptioningTrainer): void;
}

/**
 * A model from the bytes of a file: a checkpoint of `saveCheckpoint`, or weights of other programs as safetensors, a NumPy
 * `.npz` or a state dict of `torch.save`, with CS231n's names or those of PyTorch modules `embed`, `proj`, `lstm` or `rnn`, and
 * `vocab`, possibly with a common prefix. The file's bytes decide its format.
 * @param where name of the file in messages
 * @throws CheckpointError when the file is damaged or of another kind, a parameter is missing or not finite, or its own words are not
 * `vocabulary`; DeviceError when the model is too large for the backend, or needs float16 storage, which the device lacks;
 * OptionError for arguments of the wrong kind
 */
export async function loadCaptioner(
  backend: Backend,
  bytes: Uint8Array,
  where: string,
  options: LoadCaptionerOptions = {},
): Promise<LoadedCaptioner> {
  requireBackend('loadCaptioner: backend', backend);
  requireFile('loadCaptioner', bytes, where);
  rejectUnknownOptions('loadCaptioner', options, ['vocabulary', 'storage']);
  const checkpoint = importWeights(bytes, where, options.vocabulary);
  const { vocabulary: idxToWord, dataset, training, notes, remark } = checkpoint;
  return {
    model: captionerOf(backend, checkpoint, options.storage),
    vocabulary: { idxToWord, wordToIdx: Object.fromEntries(idxToWord.map((word, number) => [word, number])) },
    ...(dataset && { dataset }),
    ...(training && { step: training.step }),
    ...(notes && { notes }),
    ...(remark !== undefined && { remark }),
    checkData: (data) => checkDataset(checkpoint, data),
    resume: (trainer) => resumeTraining(trainer, checkpoint, trainer?.data),
  };
}
