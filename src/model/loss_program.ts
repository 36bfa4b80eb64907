import { affineForward } from '../ops/affine_forward.ts';
import { argmax } from '../ops/argmax.ts';
import type { Buffer, Recorder, Size } from '../ops/backend.ts';
import { columnSum } from '../ops/column_sum.ts';
import { softmaxLoss } from '../ops/softmax_loss.ts';
import type { Workspace } from '../ops/workspace.ts';
import { type Configuration, elementsOf } from './configuration.ts';
import type { StepSize } from './memory.ts';
import type { PerParameter } from './parameters.ts';
import type { PlanBuffers } from './plan_buffers.ts';
import { at } from './plan_sizes.ts';
import type { Recurrence, Steps } from './recurrence.ts';
import { dropouts, type Regularisation } from './regularisation.ts';

/** What a program that computes a loss reads and writes. */
export interface LossBuffers {
  readonly weights: PerParameter<Buffer>;
  /** Image features; the plan's `imageRows` are rows of it. */
  readonly features: Buffer;
  readonly plan: PlanBuffers['parts'];
  /** (1) the loss of the minibatch. */
  readonly loss: Buffer;
  /** (M) gets the likeliest word after every packed row, if given. */
  readonly predicted?: Buffer | undefined;
}

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

/** Where a loss is recorded: `size` says how many captions there is room for; every run brings its plan's sizes. */
export interface LossSetting {
  readonly recorder: Recorder;
  readonly configuration: Configuration;
  readonly buffers: LossBuffers;
  readonly workspace: Workspace;
  readonly size: StepSize;
  readonly regularisation: Regularisation;
}

/** What the way back needs. */
export interface RecordedLoss {
  readonly steps: Steps;
  /** The word vectors that were read: (U, W), or those rows of a table that `rows` lists. */
  readonly vectors: { readonly x: Buffer; readonly rows?: Buffer };
}

/**
 * Records the loss of a minibatch. Inside the time loop stays one call a step; everything that does not depend on the
 * step before it is hoisted out of it into one matrix product.
 * @param onChunk records what is to be made of a chunk before the next one takes its place
 */
export function recordLoss(
  setting: LossSetting,
  recurrence: Pick<Recurrence, 'forward'>,
  onChunk?: (chunk: Chunk) => void,
): RecordedLoss {
  const { recorder, configuration, buffers, workspace, size, regularisation } = setting;
  const { N, T, chunks } = size;
  const { D, W, H, V, gateWidth } = configuration;
  const { features, plan, loss, predicted } = buffers;
  const w = buffers.weights;
  const elements = elementsOf(configuration);
  const rows = N * T;
  const xw = workspace.create('xw', Math.min(rows, V) * gateWidth, elements);
  const hs = workspace.create('hs', (N + rows) * H, elements);
  const scores = workspace.create('scores', chunks.rows * V);
  const rowLoss = workspace.create('row_loss', rows);
  const smoothing = regularisation.labelSmoothing;
  const { words, output } = dropouts(recorder, regularisation);
  const vectors = words
    ? { x: workspace.create('dropped words', Math.min(rows, V) * W, elements) }
    : { x: w.W_embed, rows: plan.words };
  const dropped = output && workspace.create('dropped output', chunks.rows * H, elements);
  const steps = { recorder, T, xw, inputRows: plan.inputRows, wh: w.Wh, hs };

  recorder.call(
    affineForward,
    { M: at('rows', 0), K: D, N: H },
    { x: features, w: w.W_proj, b: w.b_proj, rows: plan.imageRows, y: hs },
  );
  words?.forward({ M: 'U', N: W }, { x: w.W_embed, rows: plan.words, y: vectors.x });
  recorder.call(affineForward, { M: 'U', K: W, N: gateWidth }, { ...vectors, w: w.Wx, b: w.b, y: xw });
  recurrence.forward(steps);

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
  return { steps, vectors };
}
