import { defineOp } from './op.ts';

/**
 * The backward pass of one time step of a vanilla RNN. Row n's gradient of h is dh[first + n], plus, if n < next_rows
 * (the caption is alive in the next step), da[next + n] whᵀ. Then da[first + n] = (1 − h²) of it, h = hs[out + n].
 */
export const rnnStepBackward = defineOp({
  name: 'rnn_step_backward',
  dims: ['rows', 'next_rows', 'H'],
  offsets: ['first', 'out', 'next'],
  reads: { dh: ['*', 'H'], wh: ['H', 'H'], hs: ['*', 'H'] },
  halves: ['wh', 'hs'],
  updates: { da: ['*', 'H'] },
  within: {
    dh: [['first', 'rows']],
    hs: [['out', 'rows']],
    da: [
      ['first', 'rows'],
      ['next', 'next_rows'],
    ],
  },
  extent: 'rows',
  flops: ({ next_rows, H }) => 2 * next_rows * H * H,
});
