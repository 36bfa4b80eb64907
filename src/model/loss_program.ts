import { affineForward } from '../ops/affine_forward.ts';
import { argmax } from '../ops/argmax.ts';
import type { Buffer, Size } from '../ops/backend.ts';
import { columnSum } from '../ops/column_sum.ts';
import { softmaxLoss } from '../ops/softmax_loss.ts';
import { elementsOf } from './configuration.ts';
import type { StepSize } from './memory.ts';
import { at } from './plan_sizes.ts';
import type { Recurrence, Steps } from './recurrence.ts';
import { dropouts, type Regularisation } from './regularisation.ts';
import { recordStates, type StatesSetting, type WordVectors } from './states_program.ts';

/** What a program that computes a loss reads and writes. */
type LossBuffers = StatesSetting['buffers'] & {
  /** (1) the loss of the minibatch. */
  readonly loss: Buffer;
  /** (M) gets the likeliest word after every packed row, if given. */
  readonly predicted?: Buffer | undefined;
};

/** A chunk of rows of the vocabulary layer whose scores have just become their gradient. */
export interface Chunk {
  readonly index: number;
  /** How many rows, and the packed row at which they begin. */
  readonly M: Size;
  readonly first: Size;
  /** What the layer read: rows `x_first` … of `x`. */
  readonly x: Buffer;
  readonly x_first: Size;
  /** (M, V) */
  readonly scores: Buffer;
}

/** Where a loss is recorded; every run brings its plan's sizes. */
export interface LossSetting extends StatesSetting {
  readonly buffers: LossBuffers;
  readonly size: StepSize;
  readonly regularisation: Regularisation;
}

/** What the backward pass needs, and the parts of the loss. */
export interface RecordedLoss {
  readonly steps: Steps;
  /** The word vectors that were read. */
  readonly vectors: WordVectors;
  /** (M) the loss of every packed row. */
  readonly rowLoss: Buffer;
}

/**
 * Records the loss of a minibatch.
 * @param onChunk records the use of a chunk before the next one replaces it
 */
export function recordLoss(
  setting: LossSetting,
  recurrence: Pick<Recurrence, 'forward'>,
  onChunk?: (chunk: Chunk) => void,
): RecordedLoss {
  const { recorder, configuration, buffers, workspace, size, regularisation } = setting;
  const { N, T, chunks } = size;
  const { W, H, V } = configuration;
  const { plan, loss, predicted, weights: w } = buffers;
  const elements = elementsOf(configuration);
  const rows = N * T;
  const scores = workspace.create('scores (chunk·V)', chunks.rows * V);
  const rowLoss = workspace.create('row_loss (N·T)', rows);
  const smoothing = regularisation.labelSmoothing;
  const { words, output } = dropouts(recorder, regularisation);
  const vectors = words
    ? { x: workspace.create('dropped words (min(N·T, V)·W)', Math.min(rows, V) * W, elements) }
    : { x: w.W_embed, rows: plan.words };
  const dropped = output && workspace.create('dropped output (chunk·H)', chunks.rows * H, elements);
  words?.forward({ M: 'U', N: W }, { x: w.W_embed, rows: plan.words, y: vectors.x });
  const steps = recordStates(setting, recurrence, vectors);
  const { hs } = steps;

  for (let index = 0; index < chunks.count; index++) {
    const M = at('chunk_rows', index);
    const first = at('chunk_first', index);
    const state = at('chunk_state', index);
    if (dropped) output.forward({ M, N: H, x_first: state, first }, { x: hs, y: dropped });
    const read = dropped ? { x: dropped, x_first: 0 } : { x: hs, x_first: state };
    recorder.call(
      affineForward,
      { M, K: H, N: V, x_first: read.x_first },
      { x: read.x, w: w.W_vocab, b: w.b_vocab, y: scores },
    );
    if (predicted) recorder.call(argmax, { M, V, out: first }, { x: scores, index: predicted });
    recorder.call(
      softmaxLoss,
      { M, V, first, scale: 'scale', smoothing },
      { targets: plan.targets, mask: plan.mask, row_loss: rowLoss, scores },
      smoothing > 0 ? ['smooth'] : [],
    );
    onChunk?.({ index, M, first, ...read, scores });
  }
  recorder.call(columnSum, { M: 'M', N: 1 }, { x: rowLoss, sum: loss });
  return { steps, vectors, rowLoss };
}
