import { defineOp, integers } from './op.ts';

/**
 * One time step of a vanilla RNN: h = tanh(xw + h_prev wh) for `rows` captions (CS231n rnn_step_forward; xw = x Wx + b).
 * Row n takes xw[input_rows[first + n]] and hs[prev + n], and becomes hs[out + n].
 */
export const rnnStepForward = defineOp({
  name: 'rnn_step_forward',
  dims: ['rows', 'H'],
  offsets: ['first', 'prev', 'out'],
  reads: { xw: ['*', 'H'], input_rows: integers(['*'], 'xw'), wh: ['H', 'H'] },
  halves: ['xw', 'wh', 'hs'],
  updates: { hs: ['*', 'H'] },
  within: {
    input_rows: [['first', 'rows']],
    hs: [
      ['prev', 'rows'],
      ['out', 'rows'],
    ],
  },
  flops: ({ rows, H }) => 2 * rows * H * H,
});
