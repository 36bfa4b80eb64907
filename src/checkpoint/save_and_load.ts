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

/**
 * The bytes of a checkpoint: the model as it is now and the words of its data set and, with a trainer, all that it takes to resume
 * the training with the same bits. To be called when no step is under way. The file is safetensors, with CS231n's names.
 * @throws ShapeError when the data set has another number of words; DataError when a parameter is not finite, or notes are
 * no JSON; TrainingError when a step is under way
 */
export async function saveCheckpoint(model: CaptioningRNN, parts: CheckpointParts): Promise<Bytes> {
  return encodeCheckpoint(await checkpointOf(model, parts));
}

/**
 * The weights alone as safetensors for PyTorch: `docs/pytorch_captioner.py` loads them.
 * @throws as `saveCheckpoint` does
 */
export async function saveForPyTorch(model: CaptioningRNN, parts: Pick<CheckpointParts, 'data'>): Promise<Bytes> {
  rejectUnknownOptions('saveForPyTorch', parts, ['data']);
  return exportForPyTorch(await checkpointOf(model, parts, 'saveForPyTorch'));
}

export interface LoadCaptionerOptions {
  /** The words of the model, for files that do not bring their own. */
  readonly vocabulary?: Vocabulary;
  /** What weights are kept in on the backend; by default what the file says, or float32. */
  readonly storage?: Storage;
}

/** A model from a file, and what the file says besides. */
export interface LoadedCaptioner {
  readonly model: CaptioningRNN;
  readonly vocabulary: Vocabulary;
  /** What it was trained on, where the file says so. */
  readonly dataset?: DatasetMark;
  /** Steps that its training has taken; missing where there are weights only. */
  readonly step?: number;
  /** What `saveCheckpoint` was given as notes. */
  readonly notes?: CheckpointParts['notes'];
  /** What a person should know of how the file was read. */
  readonly remark?: string;
  /** Holds that a data set is the one that the model was trained on. @throws CheckpointError when words or captions are others */
  checkData(data: CaptionDataset): void;
  /**
   * Lets a new trainer of this model resume exactly where the checkpoint was taken.
   * @throws CheckpointError when its data are others, or the file has weights only; OptionError naming an option of the trainer
   * that differs. Model and trainer are unchanged then.
   */
  resume(trainer: CaptioningTrainer): void;
}

/**
 * A model from the bytes of a file: a checkpoint of `saveCheckpoint`, or weights of other programs as safetensors, a NumPy
 * `.npz` or a state dict of `torch.save`, with CS231n's names or those of PyTorch modules `embed`, `proj`, `lstm` or `rnn`, and
 * `vocab`, all of them behind a common prefix if need be. What the file is, its bytes say. The code that reads files is loaded by the first
 * call.
 * @param where what a person calls the file, for messages
 * @throws CheckpointError when the file is damaged or of another kind, a parameter is missing or not finite, or its own words are not
 * `vocabulary`; DeviceError when the model is too large for the backend, or wants float16 storage of a device without it; OptionError
 * for arguments of another kind
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
  const { importWeights } = await import('./weights.ts');
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
