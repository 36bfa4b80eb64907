import { defineOp } from './op.ts';

/**
 * N pictures of P pixels with C channels. Statistics are the mean of each channel, then its variance. With the flag
 * `relu`, y is 0 where it is below 0.
 */
const common = { dims: ['N', 'P', 'C'], scalars: ['epsilon', 'gain'], flags: ['relu'] } as const;
const positive = ['P'] as const;

/**
 * y[n, p, c] = gain · (x[n, p, c] − mean of channel c) / √(variance of channel c + epsilon), both over all pictures and
 * pixels, and written as well: each channel with mean 0 and variance gain², without gains and biases of its own; NaN where
 * the variance is not finite (Ioffe & Szegedy 2015; CS231n `spatial_batchnorm_forward` in training).
 */
export const batchNormForward = defineOp({
  name: 'batch_norm_forward',
  ...common,
  positive,
  reads: { x: ['N', 'P', 'C'] },
  writes: { y: ['N', 'P', 'C'], statistics: [2, 'C'] },
  flops: ({ N, P, C }) => 6 * N * P * C,
});

/**
 * dx[n, p, c] = gain · (dy[n, p, c] − mean of dy[:, :, c] − z[n, p, c] · mean of dy[:, :, c] · z[:, :, c]) / √(variance of
 * channel c + epsilon), where z is y / gain before the ReLU, and dy counts as 0 where that made y 0. The statistics are those that
 * batch_norm_forward wrote: they depend on x too.
 */
export const batchNormBackward = defineOp({
  name: 'batch_norm_backward',
  ...common,
  positive,
  reads: { x: ['N', 'P', 'C'], statistics: [2, 'C'], dy: ['N', 'P', 'C'] },
  writes: { dx: ['N', 'P', 'C'] },
  flops: ({ N, P, C }) => 10 * N * P * C,
});

/** y[n, p, c] = gain · (x[n, p, c] − mean of channel c) / √(variance of channel c + epsilon), by statistics that are given. */
export const normalizeForward = defineOp({
  name: 'normalize_forward',
  ...common,
  reads: { x: ['N', 'P', 'C'], statistics: [2, 'C'] },
  writes: { y: ['N', 'P', 'C'] },
  flops: ({ N, P, C }) => 2 * N * P * C,
});

/**
 * dx[n, p, c] = gain · dy[n, p, c] / √(variance of channel c + epsilon), 0 where the ReLU made y 0: the statistics are given, and do
 * not depend on x.
 */
export const normalizeBackward = defineOp({
  name: 'normalize_backward',
  ...common,
  reads: { x: ['N', 'P', 'C'], statistics: [2, 'C'], dy: ['N', 'P', 'C'] },
  writes: { dx: ['N', 'P', 'C'] },
  flops: ({ N, P, C }) => N * P * C,
});
