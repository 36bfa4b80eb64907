import { affineForward } from '../ops/affine_forward.ts';
import type { Buffer, Recorder, Size } from '../ops/backend.ts';
import { columnSum } from '../ops/column_sum.ts';
import { fill } from '../ops/fill.ts';
import { softmaxLoss } from '../ops/softmax_loss.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { Configuration } from './configuration.ts';
import type { StepSize } from './memory.ts';
import type { FlatParameters } from './parameters.ts';
import { at, type PlanBuffers } from './plan_buffers.ts';
import type { Recurrence, Steps } from './recurrence.ts';

/** What a program that computes a loss reads and writes. */
export interface LossBuffers {
  readonly parameters: FlatParameters;
  /** Image features; the plan's `imageRows` are rows of it. */
  readonly features: Buffer;
  readonly plan: PlanBuffers['parts'];
  /** (1) the loss of the minibatch. */
  readonly loss: Buffer;
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

/** Where a loss is recorded: `size` says how many captions there is room for; every run brings its plan's `runSizes`. */
export interface LossSetting {
  readonly recorder: Recorder;
  readonly configuration: Configuration;
  readonly buffers: LossBuffers;
  readonly workspace: Workspace;
  readonly size: StepSize;
}

/**
 * Records the loss of a minibatch. Inside the time loop stays one call a step; everything that does not depend on the
 * step before it is hoisted out of it into one matrix product.
 * @param onChunk records what is to be made of a chunk before the next one takes its place
 * @returns what the way back needs
 */
export function recordLoss(
  { recorder, configuration, buffers, workspace, size: { N, T, chunks } }: LossSetting,
  recurrence: Pick<Recurrence, 'forward'>,
  onChunk?: (chunk: Chunk) => void,
): Steps {
  const { D, W, H, V, gateWidth } = configuration;
  const { features, plan, loss } = buffers;
  const w = buffers.parameters.parts;
  const rows = N * T;
  const xw = workspace.create('xw', Math.min(rows, V) * gateWidth);
  const hs = workspace.create('hs', (N + rows) * H);
  const scores = workspace.create('scores', chunks.rows * V);
  const rowLoss = workspace.create('row_loss', rows);
  const steps = { recorder, T, xw, inputRows: plan.inputRows, wh: w.Wh, hs };

  // No call writes it when no target counts.
  recorder.call(fill, { Q: 1, value: 0 }, { x: loss });
  recorder.call(
    affineForward,
    { M: at('rows', 0), K: D, N: H },
    { x: features, w: w.W_proj, b: w.b_proj, rows: plan.imageRows, y: hs },
  );
  recorder.call(
    affineForward,
    { M: 'U', K: W, N: gateWidth },
    { x: w.W_embed, w: w.Wx, b: w.b, rows: plan.words, y: xw },
  );
  recurrence.forward(steps);

  for (let index = 0; index < chunks.count; index++) {
    const M = at('chunk_rows', index);
    const first = at('chunk_first', index);
    const read = { x: hs, x_first: at('chunk_state', index) };
    recorder.call(
      affineForward,
      { M, K: H, N: V, x_first: read.x_first },
      { x: read.x, w: w.W_vocab, b: w.b_vocab, y: scores },
    );
    recorder.call(
      softmaxLoss,
      { M, V, first, scale: 'scale' },
      { targets: plan.targets, mask: plan.mask, row_loss: rowLoss, scores },
    );
    onChunk?.({ index, M, first, ...read, scores });
  }
  recorder.call(columnSum, { M: 'M', N: 1 }, { x: rowLoss, sum: loss });
  return steps;
}
