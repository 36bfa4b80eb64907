import { affineBackwardInput } from '../ops/affine_backward_input.ts';
import { affineForward } from '../ops/affine_forward.ts';
import type { Buffer } from '../ops/backend.ts';
import { fill } from '../ops/elementwise.ts';
import { softmaxLoss } from '../ops/softmax_loss.ts';
import type { FeatureSource } from './feature_source.ts';
import { at } from './plan_sizes.ts';
import { createRecurrence } from './recurrence.ts';
import { recordStates, type StatesSetting } from './states_program.ts';

/** The last word of every row, which the question is about: one number per row in the plan's order. */
export interface LastWords {
  /** Packed row, and row of the states, from which the word is predicted. */
  readonly packedRows: Buffer;
  readonly stateRows: Buffer;
  readonly targets: Buffer;
  /** 1 for every row. */
  readonly mask: Buffer;
}

/** What a saliency program writes. */
export interface Saliency {
  /** (rows) log-probability of the last word, in the plan's order. */
  readonly logProbs: Buffer;
  /** (rows, D) its gradient with respect to the host's input for each picture, in that order. */
  readonly gradient: Buffer;
}

/** Sizes that every run gives in addition to those of its plan: the number of elements of dh, and minus one. */
export const salienceSizes = (M: number, H: number) => ({ dh_length: M * H, scale: -1 });

/**
 * Records log p(last word | words before, feature) of every row and its gradient with respect to the feature: forward over
 * the words, the loss of the last one alone, backward through the steps and the projection. Only last words reach the
 * vocabulary layer, and no gradient of a parameter is computed. The loss is −log p: with a scale of −1 it is log p.
 */
export function recordSaliency(setting: StatesSetting, last: LastWords, source: FeatureSource): Saliency {
  const { recorder, configuration, buffers, workspace, size } = setting;
  const { E, H, V, gateWidth } = configuration;
  const { weights: w, plan } = buffers;
  const { N, T } = size;
  const scores = workspace.create('scores', N * V);
  const dh = workspace.create('dh', N * T * H);
  const da = workspace.create('da', N * T * gateWidth);
  const dh0 = workspace.create('dh0', N * H);
  const logProbs = workspace.create('log probs', N);
  const dfeatures = workspace.create('dfeatures', N * E);
  const recurrence = createRecurrence(configuration, workspace, size);
  const M = at('rows', 0);

  source.forward(recorder);
  const steps = recordStates(setting, recurrence, { x: w.W_embed, rows: plan.words });
  const said = { x: steps.hs, rows: last.stateRows, w: w.W_vocab, b: w.b_vocab, y: scores };
  recorder.call(affineForward, { M, K: H, N: V }, said);
  const { targets, mask } = last;
  recorder.call(softmaxLoss, { M, V, scale: 'scale', smoothing: 0 }, { targets, mask, row_loss: logProbs, scores });

  recorder.call(fill, { Q: 'dh_length', value: 0 }, { x: dh });
  recorder.call(affineBackwardInput, { M, K: H, N: V }, { dy: scores, w: w.W_vocab, rows: last.packedRows, dx: dh });
  recurrence.backward({ ...steps, dh, da });
  recorder.call(affineBackwardInput, { M, K: H, N: gateWidth }, { dy: da, w: w.Wh, dx: dh0 });
  recorder.call(affineBackwardInput, { M, K: E, N: H }, { dy: dh0, w: w.W_proj, rows: plan.imageRows, dx: dfeatures });
  return { logProbs, gradient: source.backward(recorder, dfeatures) };
}
