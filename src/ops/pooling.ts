import { defineOp } from './op.ts';

const dims = ['N', 'H', 'W', 'C', 'P', 'Q', 'R', 'S', 'stride', 'pad'] as const;
const positive = ['stride'] as const;

/**
 * y[n, p, q, c] = max x[n, h, w, c] over the R × S window that begins at (p·stride − pad, q·stride − pad), as far as it lies
 * in the picture; NaN if one of them is, 0 if there is none. Whether the last window may reach beyond the picture (Caffe's ceil mode) is in P
 * and Q.
 */
export const maxPoolForward = defineOp({
  name: 'max_pool_forward',
  dims,
  positive,
  reads: { x: ['N', 'H', 'W', 'C'] },
  writes: { y: ['N', 'P', 'Q', 'C'] },
  flops: ({ N, P, Q, C, R, S }) => N * P * Q * C * R * S,
});

/**
 * dx[n, h, w, c] = Σ dy[n, p, q, c] over the windows in which x[n, h, w, c] is the first number, row by row, that equals the
 * maximum y[n, p, q, c], as max_pool_forward found it; NaN equals NaN. With the flag `accumulate` dx gets it added.
 */
export const maxPoolBackward = defineOp({
  name: 'max_pool_backward',
  dims,
  positive,
  flags: ['accumulate'],
  reads: { x: ['N', 'H', 'W', 'C'], y: ['N', 'P', 'Q', 'C'], dy: ['N', 'P', 'Q', 'C'] },
  updates: { dx: ['N', 'H', 'W', 'C'] },
  flops: ({ N, P, Q, C, R, S }) => N * P * Q * C * R * S,
});

/** y[n, c] = Σ_m x[n, m, c] / M: the mean of each channel over the M pixels of a picture. */
export const averagePoolForward = defineOp({
  name: 'average_pool_forward',
  dims: ['N', 'M', 'C'],
  reads: { x: ['N', 'M', 'C'] },
  writes: { y: ['N', 'C'] },
  flops: ({ N, M, C }) => N * M * C,
});

/** dx[n, m, c] = dy[n, c] / M. */
export const averagePoolBackward = defineOp({
  name: 'average_pool_backward',
  dims: ['N', 'M', 'C'],
  reads: { dy: ['N', 'C'] },
  writes: { dx: ['N', 'M', 'C'] },
  flops: ({ N, M, C }) => N * M * C,
});
