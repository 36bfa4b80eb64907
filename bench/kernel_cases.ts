import type { Case, Choice } from '../parity/case.ts';
import { ALONE } from '../parity/update_cases.ts';
import type { OpName, Ops } from '../src/ops/every_op.ts';
import { by, type Context } from './context.ts';
import { type Sizes, standardSizes } from './problems.ts';

const never: Choice = () => 0;
const positive: Choice = (next) => 1e-3 + next() ** 2;
/** Of which no number becomes much larger when it is divided by their square root. */
const variances: Choice = (next) => 1 + next() ** 2;
const rate = 1e-3;

/** Calls to time; an op without any does not compile. */
export type KernelCases = { readonly [K in OpName]: readonly Case<Ops[K]>[] };

/** The calls of a training step at the standard sizes, and a square matrix product and long vectors for the ceilings. */
export function kernelCases(context: Pick<Context, 'effort'>): KernelCases {
  const tiny: Sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
  const { N, T, D, W, H, V } = by(context, { tiny, quick: standardSizes, full: standardSizes });
  const square = by(context, { tiny: 9, quick: 512, full: 512 });
  const Q = by(context, { tiny: 100, quick: 1 << 20, full: 1 << 22 });
  // Rows and different words of a minibatch with captions as in Flickr8k.
  const [M, U] = [Math.round(0.72 * N * T), Math.round(0.33 * N * T)];
  const forward = { rows: N, H, prev: 0, out: N };
  const backward = { rows: N, next_rows: N, H, first: 0, out: N, next: N };
  const dense = { without: ['rows'] } as const;
  // The update itself, not its rehearsal.
  const stored = { without: ['faults', 'norm'] } as const;
  const vector = [{ sizes: { Q } }];
  const draw = { seed: 1, stream: 1, step: 1, rate: 0.5 };
  const running = { halted: never };
  return {
    affine_forward: [
      { ...dense, sizes: { M: square, K: square, N: square } },
      { ...dense, sizes: { M, K: H, N: V } },
      { sizes: { M: U, K: W, N: 4 * H }, rows: { x: V } },
      { sizes: { M: N, K: D, N: H } },
    ],
    affine_backward_input: [
      { ...dense, sizes: { M, K: H, N: V } },
      { sizes: { M: U, K: W, N: 4 * H }, rows: { dx: V } },
    ],
    affine_backward_weight: [
      { ...dense, sizes: { M, K: H, N: V } },
      { sizes: { M, K: H, N: 4 * H }, rows: { x: N + M } },
      { sizes: { M: U, K: W, N: 4 * H }, rows: { x: V } },
    ],
    column_sum: [{ sizes: { M, N: V } }],
    ...pictureCalls(by(context, { tiny: 1, quick: 4, full: 16 }), by(context, { tiny: 5, quick: 28, full: 55 })),
    word_embedding_forward: [{ sizes: { M, W }, rows: { w_embed: V } }],
    word_embedding_backward: [{ sizes: { U, W: 4 * H }, rows: { dx: M, rows: M }, without: ['words'] }],
    rnn_step_forward: [{ sizes: forward, rows: { xw: U } }],
    rnn_step_backward: [{ sizes: backward }],
    lstm_step_forward: [{ sizes: forward, rows: { xw: U } }],
    lstm_step_backward: [{ sizes: { ...backward, carry_rows: N, prev: 0 } }],
    dropout_forward: [
      { ...dense, sizes: { M, N: H, ...draw } },
      { sizes: { M: U, N: W, ...draw }, rows: { x: V } },
    ],
    dropout_backward: [{ ...dense, sizes: { M, N: H, ...draw } }],
    softmax_loss: [{ sizes: { M, V, scale: 1 / N, smoothing: 0 } }],
    argmax: [{ sizes: { M: N, V } }],
    log_sum_exp: [{ sizes: { M: N, V } }],
    top_words: [{ sizes: { M: N, V, K: 5 } }],
    forbid_words: [{ sizes: { M: N, V, first: N * T, stride: N }, flags: ['repeats', 'trigrams'] }],
    draw_word: [{ sizes: { M: N, V, temperature: 1, top_k: 10, top_p: 0.9 } }],
    copy_rows: [{ sizes: { M: N, W: H, source: N } }],
    beam_step: [
      {
        sizes: { R: 5 * N, B: 5, V, scale: 1, scale_before: 1 },
        // Continuations come likeliest first, and all hypotheses live.
        values: {
          candidate_log_probs: (next, index) => 0.3 * next() - (index % 5),
          hypotheses: (next, index) => (index % 2 === 0 ? next() - 2 : 0),
        },
      },
    ],
    sigmoid: vector,
    tanh: vector,
    fill: [{ sizes: { Q, value: 1 } }],
    convert: vector,
    add_scaled: [{ sizes: { Q, scale: 0.5 } }],
    clamp: [{ sizes: { Q, greatest: 0.5 } }],
    square_sum: vector,
    global_norm: [{ sizes: { R: 1 }, values: { partials: positive, halted: never } }],
    sgd: [{ sizes: { ...ALONE, Q, rate }, values: running, ...stored }],
    sgd_momentum: [{ sizes: { ...ALONE, Q, rate, momentum: 0.9 }, values: running, ...stored }],
    rmsprop: [
      { sizes: { ...ALONE, Q, rate, decay: 0.99, epsilon: 1e-8 }, values: { ...running, v: positive }, ...stored },
    ],
    adam: [
      {
        sizes: { ...ALONE, Q, rate, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, correction1: 0.5, correction2: 0.5 },
        values: { ...running, v: positive },
        ...stored,
      },
    ],
  };
}

/** Calls of a fire module of SqueezeNet and of the pooling behind it, on N pictures of `length` × `length` pixels. */
function pictureCalls(N: number, length: number) {
  const [C, F, G] = [16, 64, 128];
  const pixels = { N, H: length, W: length };
  const same = { ...pixels, P: length, Q: length, stride: 1 };
  const expand = { ...same, C, F, G, R: 3, S: 3, pad: 1, f_first: F };
  const squeeze = { ...same, C: G, F: C, G: C, R: 1, S: 1, pad: 0 };
  const half = Math.floor((length - 3) / 2) + 1;
  const pool = { ...pixels, C: G, P: half, Q: half, R: 3, S: 3, stride: 2, pad: 0 };
  const products = [{ sizes: expand }, { sizes: squeeze }];
  const mean = [{ sizes: { N, M: length * length, C: G } }];
  const normalized = { N, P: length * length, C: G, epsilon: 1e-5, gain: 1 };
  return {
    convolution_forward: products,
    convolution_backward_input: products,
    convolution_backward_weight: products,
    convolution_backward_bias: [{ sizes: { N, P: length, Q: length, F, G, f_first: F } }],
    max_pool_forward: [{ sizes: pool }],
    max_pool_backward: [{ sizes: pool }],
    average_pool_forward: mean,
    average_pool_backward: mean,
    relu_backward: [{ sizes: { Q: N * length * length * G } }],
    batch_norm_forward: [{ sizes: normalized }],
    batch_norm_backward: [{ sizes: normalized, values: { statistics: variances } }],
    normalize_forward: [{ sizes: normalized, values: { statistics: variances } }],
    normalize_backward: [{ sizes: normalized, values: { statistics: variances } }],
    running_average: [{ sizes: { Q: 2 * G, share: 0.1 }, values: { halted: never } }],
  };
}
