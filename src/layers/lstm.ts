import { affineBackwardInput } from '../ops/affine_backward_input.ts';
import { affineBackwardWeight } from '../ops/affine_backward_weight.ts';
import { affineForward } from '../ops/affine_forward.ts';
import type { Backend } from '../ops/backend.ts';
import { columnSum } from '../ops/column_sum.ts';
import { toGateBlocks, toUnitMajor } from '../ops/gate_order.ts';
import { lstmStepBackward as stepBackward } from '../ops/lstm_step_backward.ts';
import { lstmStepForward as stepForward } from '../ops/lstm_step_forward.ts';
import { type FloatTensor, tensor } from '../tensor.ts';
import { Cache, openCache } from './cache.ts';
import { compute, type Floats } from './session.ts';
import { matchArguments } from './shapes.ts';
import { rowNumbers, type SequenceSizes, swapLeadingAxes } from './time_first.ts';

/**
 * Time comes first and the 4H axis is unit-major: x (T, N, D); hs, cs (T+1, N, H), the initial state and the state after
 * every step; gates (T, N, 4H), Wx (D, 4H), Wh (H, 4H).
 */
interface Kept {
  readonly sizes: SequenceSizes;
  readonly x: Floats;
  readonly hs: Floats;
  readonly cs: Floats;
  readonly gates: Floats;
  readonly Wx: Floats;
  readonly Wh: Floats;
}

export type LstmStepCache = Cache<'lstmStepForward', Kept>;
export type LstmCache = Cache<'lstmForward', Kept>;

/**
 * One time step: i, f, o = sigmoid and g = tanh of x Wx + prev h Wh + b, next c = f · prev c + i · g,
 * next h = o · tanh(next c) (CS231n lstm_step_forward). The 4H axis is in blocks i f o g.
 */
export async function lstmStepForward(
  backend: Backend,
  x: FloatTensor,
  prevH: FloatTensor,
  prevC: FloatTensor,
  Wx: FloatTensor,
  Wh: FloatTensor,
  b: FloatTensor,
): Promise<[nextH: FloatTensor, nextC: FloatTensor, cache: LstmStepCache]> {
  const states = { x: [x, 'N D'], prevH: [prevH, 'N H'], prevC: [prevC, 'N H'] } as const;
  const weights = { Wx: [Wx, 'D 4H'], Wh: [Wh, 'H 4H'], b: [b, '4H'] } as const;
  const sizes = { ...matchArguments(backend, 'lstmStepForward', { ...states, ...weights }), T: 1 };
  const kept = await forward(backend, sizes, x.data, prevH.data, prevC.data, Wx, Wh, b);
  const next = sizes.N * sizes.H;
  const [nextH, nextC] = [kept.hs.slice(next), kept.cs.slice(next)];
  return [tensor(prevH.shape, nextH), tensor(prevC.shape, nextC), new Cache('lstmStepForward', kept)];
}

/** The backward pass of one step (CS231n lstm_step_backward). */
export async function lstmStepBackward(
  backend: Backend,
  dnextH: FloatTensor,
  dnextC: FloatTensor,
  cache: LstmStepCache,
): Promise<
  [dx: FloatTensor, dprevH: FloatTensor, dprevC: FloatTensor, dWx: FloatTensor, dWh: FloatTensor, db: FloatTensor]
> {
  const kept = openCache('lstmStepBackward', 'lstmStepForward', cache);
  const { N, D, H } = kept.sizes;
  matchArguments(backend, 'lstmStepBackward', { dnextH: [dnextH, 'N H'], dnextC: [dnextC, 'N H'] }, kept.sizes);
  const { dx, dh0, dc, weights } = await backward(backend, kept, dnextH.data, dnextC.data);
  return [tensor([N, D], dx), tensor([N, H], dh0), tensor([N, H], dc), ...weights];
}

/** All T time steps of N captions, from state h0 and cell 0 on; h holds the state after every step (CS231n lstm_forward). */
export async function lstmForward(
  backend: Backend,
  x: FloatTensor,
  h0: FloatTensor,
  Wx: FloatTensor,
  Wh: FloatTensor,
  b: FloatTensor,
): Promise<[h: FloatTensor, cache: LstmCache]> {
  const args = { x: [x, 'N T D'], h0: [h0, 'N H'], Wx: [Wx, 'D 4H'], Wh: [Wh, 'H 4H'], b: [b, '4H'] } as const;
  const sizes = matchArguments(backend, 'lstmForward', args);
  const { N, T, D, H } = sizes;
  const c0 = new Float64Array(N * H);
  const kept = await forward(backend, sizes, swapLeadingAxes(x.data, N, T, D), h0.data, c0, Wx, Wh, b);
  const h = swapLeadingAxes(kept.hs.subarray(N * H), T, N, H);
  return [tensor([N, T, H], h), new Cache('lstmForward', kept)];
}

/** Backpropagation through time; dWx, dWh and db are sums over all steps (CS231n lstm_backward). */
export async function lstmBackward(
  backend: Backend,
  dh: FloatTensor,
  cache: LstmCache,
): Promise<[dx: FloatTensor, dh0: FloatTensor, dWx: FloatTensor, dWh: FloatTensor, db: FloatTensor]> {
  const kept = openCache('lstmBackward', 'lstmForward', cache);
  const { N, T, D, H } = kept.sizes;
  matchArguments(backend, 'lstmBackward', { dh: [dh, 'N T H'] }, kept.sizes);
  const dcAtEnd = new Float64Array(N * H);
  const { dx, dh0, weights } = await backward(backend, kept, swapLeadingAxes(dh.data, N, T, H), dcAtEnd);
  return [tensor([N, T, D], swapLeadingAxes(dx, T, N, D)), tensor([N, H], dh0), ...weights];
}

async function forward(
  backend: Backend,
  sizes: SequenceSizes,
  x: Floats,
  h0: Floats,
  c0: Floats,
  Wx: FloatTensor,
  Wh: FloatTensor,
  b: FloatTensor,
): Promise<Kept> {
  const { N, T, D, H } = sizes;
  const weights = { Wx: toUnitMajor(Wx.data, H), Wh: toUnitMajor(Wh.data, H) };
  const states = await compute(backend, 'lstmForward', ({ call, input, zeros }) => {
    const input_rows = input('rows', rowNumbers(T * N));
    const operands = { x: input('x', x), w: input('Wx', weights.Wx), b: input('b', toUnitMajor(b.data, H)) };
    const wh = input('Wh', weights.Wh);
    const [xw, gates] = [zeros('xw', T * N * 4 * H), zeros('gates', T * N * 4 * H)];
    const [hs, cs] = [zeros('hs', (T + 1) * N * H, h0), zeros('cs', (T + 1) * N * H, c0)];
    for (let t = 0; t < T; t++) {
      call(affineForward, { M: N, K: D, N: 4 * H, x_first: t * N, y_first: t * N }, { ...operands, y: xw });
      const places = { first: t * N, prev: t * N, out: (t + 1) * N };
      call(stepForward, { rows: N, H, ...places }, { xw, input_rows, wh, gates, hs, cs });
    }
    return { hs, cs, gates };
  });
  return { sizes, x, ...states, ...weights };
}

async function backward(backend: Backend, kept: Kept, dhs: Floats, dcAtEnd: Floats) {
  const { N, T, D, H } = kept.sizes;
  const gradients = await compute(backend, 'lstmBackward', ({ call, input, zeros }) => {
    const [x, dh, wx, wh] = [input('x', kept.x), input('dh', dhs), input('Wx', kept.Wx), input('Wh', kept.Wh)];
    const [hs, cs, gates] = [input('hs', kept.hs), input('cs', kept.cs), input('gates', kept.gates)];
    const [da, dc] = [zeros('da', T * N * 4 * H), input('dc', dcAtEnd)];
    const [dx, dh0] = [zeros('dx', T * N * D), zeros('dh0', N * H)];
    const [dWx, dWh, db] = [zeros('dWx', D * 4 * H), zeros('dWh', H * 4 * H), zeros('db', 4 * H)];
    for (let t = T - 1; t >= 0; t--) {
      const now = t * N;
      const places = { first: now, prev: now, out: now + N, next: now + N };
      const alive = { rows: N, next_rows: t < T - 1 ? N : 0, carry_rows: N };
      call(stepBackward, { H, ...alive, ...places }, { dh, wh, gates, cs, da, dc });
      call(affineBackwardInput, { M: N, K: D, N: 4 * H, dy_first: now, dx_first: now }, { dy: da, w: wx, dx });
      const sums = { M: N, N: 4 * H, x_first: now, dy_first: now };
      call(affineBackwardWeight, { ...sums, K: D }, { x, dy: da, dw: dWx }, ['accumulate']);
      call(affineBackwardWeight, { ...sums, K: H }, { x: hs, dy: da, dw: dWh }, ['accumulate']);
      call(columnSum, { M: N, N: 4 * H, first: now }, { x: da, sum: db }, ['accumulate']);
    }
    call(affineBackwardInput, { M: N, K: H, N: 4 * H }, { dy: da, w: wh, dx: dh0 });
    return { dx, dh0, dc, dWx, dWh, db };
  });
  const weights: [dWx: FloatTensor, dWh: FloatTensor, db: FloatTensor] = [
    tensor([D, 4 * H], toGateBlocks(gradients.dWx, H)),
    tensor([H, 4 * H], toGateBlocks(gradients.dWh, H)),
    tensor([4 * H], toGateBlocks(gradients.db, H)),
  ];
  return { ...gradients, weights };
}
