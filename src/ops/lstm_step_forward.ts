import { defineOp, integers } from './op.ts';

/**
 * One time step of an LSTM for `rows` captions (CS231n lstm_step_forward; xw = x Wx + b).
 * a = xw[input_rows[first + n]] + hs[prev + n] wh;  i, f, o = sigmoid(a_i, a_f, a_o);  g = tanh(a_g);
 * cs[out + n] = f · cs[prev + n] + i · g;  hs[out + n] = o · tanh(cs[out + n]);  gates[first + n] = (i, f, o, g).
 * The 4H axis is unit-major: column 4j + q is gate q (i f o g) of unit j.
 */
export const lstmStepForward = defineOp({
  name: 'lstm_step_forward',
  dims: ['rows', 'H'],
  offsets: ['first', 'prev', 'out'],
  reads: { xw: ['*', '4H'], input_rows: integers(['*'], 'xw'), wh: ['H', '4H'] },
  writes: { gates: ['*', '4H'] },
  optional: ['gates'],
  halves: ['xw', 'wh', 'gates', 'hs'],
  updates: { hs: ['*', 'H'], cs: ['*', 'H'] },
  within: {
    input_rows: [['first', 'rows']],
    gates: [['first', 'rows']],
    hs: [
      ['prev', 'rows'],
      ['out', 'rows'],
    ],
    cs: [
      ['prev', 'rows'],
      ['out', 'rows'],
    ],
  },
  flops: ({ rows, H }) => 8 * rows * H * H,
});
