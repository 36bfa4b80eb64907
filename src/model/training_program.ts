import { affineBackwardInput } from '../ops/affine_backward_input.ts';
import { affineBackwardWeight } from '../ops/affine_backward_weight.ts';
import { columnSum } from '../ops/column_sum.ts';
import { wordEmbeddingBackward } from '../ops/word_embedding_backward.ts';
import { gateAxis } from './configuration.ts';
import type { FeatureSource } from './feature_source.ts';
import { type LossSetting, recordLoss } from './loss_program.ts';
import type { FlatParameters } from './parameters.ts';
import { at } from './plan_sizes.ts';
import { createRecurrence } from './recurrence.ts';
import { dropouts } from './regularisation.ts';

/** Records the loss of a minibatch and all its gradients, which are 0 before, in the order of the maths. */
export function recordLossAndGradients(setting: LossSetting, gradients: FlatParameters, source: FeatureSource): void {
  const { recorder, configuration, buffers, workspace, size, regularisation } = setting;
  const { E, W, H, V, gateWidth } = configuration;
  const { features, plan } = buffers;
  const w = buffers.weights;
  const dw = gradients.parts;
  const rows = size.N * size.T;
  const G = gateAxis(configuration);
  const dxw = workspace.create(`dxw (min(N·T, V)·${G})`, Math.min(rows, V) * gateWidth);
  const dh = workspace.create('dh (N·T·H)', rows * H);
  const dh0 = workspace.create('dh0 (N·H)', size.N * H);
  const da = workspace.create(`da (N·T·${G})`, rows * gateWidth);
  const { words, output } = dropouts(recorder, regularisation);
  const recurrence = createRecurrence(configuration, workspace, size);

  const { steps, vectors } = recordLoss(setting, recurrence, ({ index, M, first, x, x_first, scores }) => {
    const accumulate = index > 0 ? (['accumulate'] as const) : [];
    recorder.call(affineBackwardWeight, { M, K: H, N: V, x_first }, { x, dy: scores, dw: dw.W_vocab }, accumulate);
    recorder.call(columnSum, { M, N: V }, { x: scores, sum: dw.b_vocab }, accumulate);
    recorder.call(affineBackwardInput, { M, K: H, N: V, dx_first: first }, { dy: scores, w: w.W_vocab, dx: dh });
  });

  output?.backward({ M: 'M', N: H }, { dx: dh });
  recurrence.backward({ ...steps, dh, da });
  recorder.call(
    affineBackwardWeight,
    { M: 'M', K: H, N: gateWidth },
    { x: steps.hs, dy: da, rows: plan.previousRows, dw: dw.Wh },
  );
  recorder.call(
    wordEmbeddingBackward,
    { U: 'U', W: gateWidth },
    { dx: da, starts: plan.wordStarts, rows: plan.wordRows, dw_embed: dxw },
  );
  recorder.call(affineBackwardWeight, { M: 'U', K: W, N: gateWidth }, { ...vectors, dy: dxw, dw: dw.Wx });
  recorder.call(columnSum, { M: 'U', N: gateWidth }, { x: dxw, sum: dw.b });
  recorder.call(
    affineBackwardInput,
    { M: 'U', K: W, N: gateWidth },
    { dy: dxw, w: w.Wx, rows: plan.words, dx: dw.W_embed },
  );
  words?.backward({ M: 'U', N: W }, { rows: plan.words, dx: dw.W_embed });
  const alive = at('rows', 0);
  recorder.call(affineBackwardInput, { M: alive, K: H, N: gateWidth }, { dy: da, w: w.Wh, dx: dh0 });
  recorder.call(
    affineBackwardWeight,
    { M: alive, K: E, N: H },
    { x: features, dy: dh0, rows: plan.imageRows, dw: dw.W_proj },
  );
  recorder.call(columnSum, { M: alive, N: H }, { x: dh0, sum: dw.b_proj });
  if (!source.isEncoded) return;
  const dfeatures = workspace.create('dfeatures (I·E)', (size.pictures ?? size.N) * E);
  const dy = source.sumOverCaptions(recorder, dh0, H);
  recorder.call(affineBackwardInput, { M: 'pictures', K: E, N: H }, { dy, w: w.W_proj, dx: dfeatures });
  source.backward(recorder, dfeatures, dw);
}
