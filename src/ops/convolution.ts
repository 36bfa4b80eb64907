import { defineOp } from './op.ts';

/**
 * Sizes of a two-dimensional convolution, channels last: N pictures of H × W pixels with C channels become P × Q pixels
 * with F channels, through R × S windows that begin every `stride` pixels, `pad` pixels of zeros around the picture. The F
 * channels are those from f_first on of the G that y has, so that two convolutions can write side by side.
 */
const dims = ['N', 'H', 'W', 'C', 'P', 'Q', 'F', 'G', 'R', 'S', 'stride', 'pad'] as const;
const offsets = ['f_first'] as const;
const positive = ['stride'] as const;
const ranges = [['f_first', 'F', 'G']] as const;
const flops = ({ N, P, Q, F, R, S, C }: Readonly<Record<(typeof dims)[number], number>>) =>
  2 * N * P * Q * F * R * S * C;

/**
 * y[n, p, q, f_first + f] = b[f] + Σ_{r, s, c} x[n, p·stride − pad + r, q·stride − pad + s, c] w[r, s, c, f]; with the flag
 * `relu`, 0 where that is below 0.
 */
export const convolutionForward = defineOp({
  name: 'convolution_forward',
  dims,
  offsets,
  positive,
  ranges,
  flags: ['relu'],
  reads: { x: ['N', 'H', 'W', 'C'], w: ['R', 'S', 'C', 'F'], b: ['F'] },
  optional: ['b'],
  writes: { y: ['N', 'P', 'Q', 'G'] },
  flops,
});

/**
 * dx[n, h, w, c] = Σ_{r, s, f} dy[n, p, q, f_first + f] w[r, s, c, f] over the windows in which (h, w) has place (r, s).
 * With the flag `accumulate` dx gets it added.
 */
export const convolutionBackwardInput = defineOp({
  name: 'convolution_backward_input',
  dims,
  offsets,
  positive,
  ranges,
  flags: ['accumulate'],
  reads: { dy: ['N', 'P', 'Q', 'G'], w: ['R', 'S', 'C', 'F'] },
  updates: { dx: ['N', 'H', 'W', 'C'] },
  flops,
});

/**
 * dw[r, s, c, f] = Σ_{n, p, q} x[n, p·stride − pad + r, q·stride − pad + s, c] dy[n, p, q, f_first + f]. With the flag
 * `accumulate` dw gets it added.
 */
export const convolutionBackwardWeight = defineOp({
  name: 'convolution_backward_weight',
  dims,
  offsets,
  positive,
  ranges,
  flags: ['accumulate'],
  reads: { x: ['N', 'H', 'W', 'C'], dy: ['N', 'P', 'Q', 'G'] },
  updates: { dw: ['R', 'S', 'C', 'F'] },
  flops,
});

/** db[f] = Σ_{n, p, q} dy[n, p, q, f_first + f]. With the flag `accumulate` db gets it added. */
export const convolutionBackwardBias = defineOp({
  name: 'convolution_backward_bias',
  dims: ['N', 'P', 'Q', 'F', 'G'],
  offsets,
  ranges,
  flags: ['accumulate'],
  reads: { dy: ['N', 'P', 'Q', 'G'] },
  updates: { db: ['F'] },
  extent: 'F',
  flops: ({ N, P, Q, F }) => N * P * Q * F,
});
