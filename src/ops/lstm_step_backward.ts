import { defineOp } from './op.ts';

/**
 * The backward pass of one time step of an LSTM, row n of `rows` captions:
 * dh = dh[first + n] + (n < next_rows ? da[next + n] whᵀ : 0);   t = tanh(cs[out + n])
 * dc' = dh · o · (1 − t²) + (n < carry_rows ? dc[n] : 0);   dc[n] becomes dc' · f
 * da[first + n] = (dc' g i(1−i),  dc' cs[prev + n] f(1−f),  dh t o(1−o),  dc' i (1−g²)), unit-major as in `lstmStepForward`.
 */
export const lstmStepBackward = defineOp({
  name: 'lstm_step_backward',
  dims: ['rows', 'next_rows', 'carry_rows', 'H'],
  offsets: ['first', 'prev', 'out', 'next'],
  reads: { dh: ['*', 'H'], wh: ['H', '4H'], gates: ['*', '4H'], cs: ['*', 'H'] },
  halves: ['wh', 'gates'],
  updates: { da: ['*', '4H'], dc: ['*', 'H'] },
  within: {
    dh: [['first', 'rows']],
    gates: [['first', 'rows']],
    cs: [
      ['prev', 'rows'],
      ['out', 'rows'],
    ],
    da: [
      ['first', 'rows'],
      ['next', 'next_rows'],
    ],
    dc: [
      ['0', 'rows'],
      ['0', 'carry_rows'],
    ],
  },
  extent: 'rows',
  flops: ({ next_rows, H }) => 8 * next_rows * H * H,
});
