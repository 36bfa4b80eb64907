import { affineBackwardInput } from '../ops/affine_backward_input.ts';
import { affineBackwardWeight } from '../ops/affine_backward_weight.ts';
import { affineForward } from '../ops/affine_forward.ts';
import type { Buffer, Recorder } from '../ops/backend.ts';
import { columnSum } from '../ops/column_sum.ts';
import { fill } from '../ops/fill.ts';
import { softmaxLoss } from '../ops/softmax_loss.ts';
import { wordEmbeddingBackward } from '../ops/word_embedding_backward.ts';
import type { Configuration } from './configuration.ts';
import type { StepSize } from './memory.ts';
import type { FlatParameters } from './parameters.ts';
import { at, type PlanBuffers } from './plan_buffers.ts';
import { createRecurrence } from './recurrence.ts';
import type { Workspace } from './workspace.ts';

/** What a training program reads and writes. */
export interface TrainingBuffers {
  readonly parameters: FlatParameters;
  readonly gradients: FlatParameters;
  /** Image features; the plan's `imageRows` are rows of it. */
  readonly features: Buffer;
  readonly plan: PlanBuffers['parts'];
  /** (1) the loss of the minibatch. */
  readonly loss: Buffer;
}

/**
 * Records the loss of a minibatch and all its gradients, in the order of the maths. Inside the two time loops stays one
 * call a step; everything that does not depend on the step before it is hoisted out of them into one matrix product.
 * Room for N captions of T steps; every run brings the sizes of its own plan (`runSizes`).
 */
export function recordLossAndGradients(
  recorder: Recorder,
  configuration: Configuration,
  buffers: TrainingBuffers,
  workspace: Workspace,
  { N, T, chunks }: StepSize,
): void {
  const { D, W, H, V, gateWidth } = configuration;
  const { features, plan, loss } = buffers;
  const w = buffers.parameters.parts;
  const dw = buffers.gradients.parts;
  const rows = N * T;
  const xw = workspace.create('xw', Math.min(rows, V) * gateWidth);
  const dxw = workspace.create('dxw', Math.min(rows, V) * gateWidth);
  const hs = workspace.create('hs', (N + rows) * H);
  const dh = workspace.create('dh', rows * H);
  const dh0 = workspace.create('dh0', N * H);
  const da = workspace.create('da', rows * gateWidth);
  const scores = workspace.create('scores', chunks.rows * V);
  const rowLoss = workspace.create('row_loss', rows);
  const recurrence = createRecurrence(configuration, workspace, N, T);
  const steps = { recorder, T, xw, inputRows: plan.inputRows, wh: w.Wh, hs, dh, da };

  // What no call writes must be 0: word vectors that the batch does not use, everything when no target counts.
  recorder.call(fill, { Q: buffers.gradients.whole.length, value: 0 }, { x: buffers.gradients.whole });
  recorder.call(fill, { Q: 1, value: 0 }, { x: loss });

  const alive = at('rows', 0);
  recorder.call(
    affineForward,
    { M: alive, K: D, N: H },
    { x: features, w: w.W_proj, b: w.b_proj, rows: plan.imageRows, y: hs },
  );
  recorder.call(
    affineForward,
    { M: 'U', K: W, N: gateWidth },
    { x: w.W_embed, w: w.Wx, b: w.b, rows: plan.words, y: xw },
  );
  recurrence.forward(steps);

  for (let chunk = 0; chunk < chunks.count; chunk++) {
    const M = at('chunk_rows', chunk);
    const first = at('chunk_first', chunk);
    const state = at('chunk_state', chunk);
    const accumulate = chunk > 0 ? (['accumulate'] as const) : [];
    recorder.call(affineForward, { M, K: H, N: V, x_first: state }, { x: hs, w: w.W_vocab, b: w.b_vocab, y: scores });
    recorder.call(
      softmaxLoss,
      { M, V, first, scale: 'scale' },
      { targets: plan.targets, mask: plan.mask, row_loss: rowLoss, scores },
    );
    recorder.call(
      affineBackwardWeight,
      { M, K: H, N: V, x_first: state },
      { x: hs, dy: scores, dw: dw.W_vocab },
      accumulate,
    );
    recorder.call(columnSum, { M, N: V }, { x: scores, sum: dw.b_vocab }, accumulate);
    recorder.call(affineBackwardInput, { M, K: H, N: V, dx_first: first }, { dy: scores, w: w.W_vocab, dx: dh });
  }
  recorder.call(columnSum, { M: 'M', N: 1 }, { x: rowLoss, sum: loss });

  recurrence.backward(steps);
  recorder.call(
    affineBackwardWeight,
    { M: 'M', K: H, N: gateWidth },
    { x: hs, dy: da, rows: plan.previousRows, dw: dw.Wh },
  );
  recorder.call(
    wordEmbeddingBackward,
    { U: 'U', W: gateWidth },
    { dx: da, starts: plan.wordStarts, rows: plan.wordRows, dw_embed: dxw },
  );
  recorder.call(
    affineBackwardWeight,
    { M: 'U', K: W, N: gateWidth },
    { x: w.W_embed, dy: dxw, rows: plan.words, dw: dw.Wx },
  );
  recorder.call(columnSum, { M: 'U', N: gateWidth }, { x: dxw, sum: dw.b });
  recorder.call(
    affineBackwardInput,
    { M: 'U', K: W, N: gateWidth },
    { dy: dxw, w: w.Wx, rows: plan.words, dx: dw.W_embed },
  );
  recorder.call(affineBackwardInput, { M: alive, K: H, N: gateWidth }, { dy: da, w: w.Wh, dx: dh0 });
  recorder.call(
    affineBackwardWeight,
    { M: alive, K: D, N: H },
    { x: features, dy: dh0, rows: plan.imageRows, dw: dw.W_proj },
  );
  recorder.call(columnSum, { M: alive, N: H }, { x: dh0, sum: dw.b_proj });
}
