import { readSafetensors, writeSafetensors } from '../checkpoint/safetensors.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import { CheckpointError } from '../errors.ts';
import { CaptioningRNN } from '../model/captioning_rnn.ts';
import { type ParameterTensors, perParameter } from '../model/parameters.ts';
import type { Backend } from '../ops/backend.ts';
import type { FloatTensor } from '../tensor.ts';
import type { TrainingState } from '../train/state.ts';
import type { CheckpointSummary } from './protocol.ts';
import type { Settings } from './run_options.ts';
import type { Origin } from './training_data.ts';
import type { Best } from './validation.ts';

/** What a run adds to a checkpoint, as JSON. */
export interface RunRecord {
  readonly options: Settings;
  readonly source: Origin;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  readonly savedAt: number;
  readonly best?: Best;
}

/** All that a run needs to go on. */
export interface Resumable {
  readonly params: ParameterTensors;
  readonly training: TrainingState;
  readonly record: RunRecord;
}

/** A checkpoint as it was read. */
export interface ReadCheckpoint {
  readonly summary: CheckpointSummary;
  readonly resumable?: Resumable;
  readonly createModel: (backend: Backend) => CaptioningRNN;
}

/** The weights by their CS231n names, and what the run was. */
export function checkpointOf(
  model: CaptioningRNN,
  data: CaptionDataset,
  _training: TrainingState,
  record: RunRecord,
): Uint8Array<ArrayBuffer> {
  const run = JSON.stringify(record);
  return writeSafetensors(model.params, { run, idx_to_word: JSON.stringify(data.vocabulary.idxToWord) });
}

/** @throws CheckpointError for bytes that are no checkpoint, or a damaged one */
export function readCheckpoint(bytes: Uint8Array, name: string): ReadCheckpoint {
  const { tensors, metadata } = readSafetensors(bytes, name);
  const params = perParameter((parameter) => {
    const found = tensors[parameter];
    if (found && !(found.data instanceof Int32Array)) return found as FloatTensor;
    throw new CheckpointError({ where: name, expected: `a tensor ${parameter} of floats`, found: 'none' });
  });
  const idxToWord: string[] = JSON.parse(metadata.idx_to_word ?? '[]');
  const [wordvecDim = 0, gates = 0] = params.Wx.shape;
  const [inputDim = 0, hiddenDim = 0] = params.W_proj.shape;
  const cellType = gates === 4 * hiddenDim ? 'lstm' : 'rnn';
  const wordToIdx = Object.fromEntries(idxToWord.map((word, index) => [word, index]));
  return {
    summary: { name, bytes: bytes.length, cellType, hiddenDim, wordvecDim, vocabularySize: idxToWord.length },
    createModel(backend) {
      const model = new CaptioningRNN(backend, { wordToIdx, inputDim, wordvecDim, hiddenDim, cellType });
      model.setParams(params);
      return model;
    },
  };
}
