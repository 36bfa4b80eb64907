import { affineBackwardInput } from '../ops/affine_backward_input.ts';
import { affineBackwardWeight } from '../ops/affine_backward_weight.ts';
import { affineForward } from '../ops/affine_forward.ts';
import type { Backend } from '../ops/backend.ts';
import { columnSum } from '../ops/column_sum.ts';
import { rnnStepBackward as stepBackward } from '../ops/rnn_step_backward.ts';
import { rnnStepForward as stepForward } from '../ops/rnn_step_forward.ts';
import { type FloatTensor, tensor } from '../tensor.ts';
import { Cache, openCache } from './cache.ts';
import { compute, type Floats } from './session.ts';
import { matchArguments } from './shapes.ts';
import { rowNumbers, type SequenceSizes, swapLeadingAxes } from './time_first.ts';

/** Time comes first: x (T, N, D); hs (T+1, N, H), the initial state and the state after every step. */
interface Kept {
  readonly sizes: SequenceSizes;
  readonly x: Floats;
  readonly hs: Floats;
  readonly Wx: Floats;
  readonly Wh: Floats;
}

export type RnnStepCache = Cache<'rnnStepForward', Kept>;
export type RnnCache = Cache<'rnnForward', Kept>;
/** One time step: next h = tanh(x Wx + prev h Wh + b) (CS231n rnn_step_forward). */
export async function rnnStepForward(
  backend: Backend,
  x: FloatTensor,
  prevH: FloatTensor,
  Wx: FloatTensor,
  Wh: FloatTensor,
  b: FloatTensor,
): Promise<[nextH: FloatTensor, cache: RnnStepCache]> {
  const args = { x: [x, 'N D'], prevH: [prevH, 'N H'], Wx: [Wx, 'D H'], Wh: [Wh, 'H H'], b: [b, 'H'] } as const;
  const sizes = { ...matchArguments(backend, 'rnnStepForward', args), T: 1 };
  const kept = await forward(backend, sizes, x.data, prevH, Wx, Wh, b);
  return [tensor(prevH.shape, kept.hs.slice(prevH.data.length)), new Cache('rnnStepForward', kept)];
}

/** The backward pass of one step (CS231n rnn_step_backward). */
export async function rnnStepBackward(
  backend: Backend,
  dnextH: FloatTensor,
  cache: RnnStepCache,
): Promise<[dx: FloatTensor, dprevH: FloatTensor, dWx: FloatTensor, dWh: FloatTensor, db: FloatTensor]> {
  const kept = openCache('rnnStepBackward', 'rnnStepForward', cache);
  const { N, D, H } = kept.sizes;
  matchArguments(backend, 'rnnStepBackward', { dnextH: [dnextH, 'N H'] }, kept.sizes);
  const { dx, dh0, dWx, dWh, db } = await backward(backend, kept, dnextH.data);
  return [tensor([N, D], dx), tensor([N, H], dh0), tensor([D, H], dWx), tensor([H, H], dWh), tensor([H], db)];
}

/** All T time steps of N captions, from the initial state h0 on; h holds the state after every step (CS231n rnn_forward). */
export async function rnnForward(
  backend: Backend,
  x: FloatTensor,
  h0: FloatTensor,
  Wx: FloatTensor,
  Wh: FloatTensor,
  b: FloatTensor,
): Promise<[h: FloatTensor, cache: RnnCache]> {
  const args = { x: [x, 'N T D'], h0: [h0, 'N H'], Wx: [Wx, 'D H'], Wh: [Wh, 'H H'], b: [b, 'H'] } as const;
  const sizes = matchArguments(backend, 'rnnForward', args);
  const { N, T, D, H } = sizes;
  const kept = await forward(backend, sizes, swapLeadingAxes(x.data, N, T, D), h0, Wx, Wh, b);
  const h = swapLeadingAxes(kept.hs.subarray(N * H), T, N, H);
  return [tensor([N, T, H], h), new Cache('rnnForward', kept)];
}

/** Backpropagation through time; dWx, dWh and db are sums over all steps (CS231n rnn_backward). */
export async function rnnBackward(
  backend: Backend,
  dh: FloatTensor,
  cache: RnnCache,
): Promise<[dx: FloatTensor, dh0: FloatTensor, dWx: FloatTensor, dWh: FloatTensor, db: FloatTensor]> {
  const kept = openCache('rnnBackward', 'rnnForward', cache);
  const { N, T, D, H } = kept.sizes;
  matchArguments(backend, 'rnnBackward', { dh: [dh, 'N T H'] }, kept.sizes);
  const { dx, dh0, dWx, dWh, db } = await backward(backend, kept, swapLeadingAxes(dh.data, N, T, H));
  const dxByCaption = tensor([N, T, D], swapLeadingAxes(dx, T, N, D));
  return [dxByCaption, tensor([N, H], dh0), tensor([D, H], dWx), tensor([H, H], dWh), tensor([H], db)];
}

async function forward(
  backend: Backend,
  sizes: SequenceSizes,
  x: Floats,
  h0: FloatTensor,
  Wx: FloatTensor,
  Wh: FloatTensor,
  b: FloatTensor,
): Promise<Kept> {
  const { N, T, D, H } = sizes;
  const { hs } = await compute(backend, 'rnnForward', ({ call, input, zeros }) => {
    const input_rows = input('rows', rowNumbers(T * N));
    const operands = { x: input('x', x), w: input('Wx', Wx.data), b: input('b', b.data) };
    const wh = input('Wh', Wh.data);
    const xw = zeros('xw', T * N * H);
    const hs = zeros('hs', (T + 1) * N * H, h0.data);
    for (let t = 0; t < T; t++) {
      call(affineForward, { M: N, K: D, N: H, x_first: t * N, y_first: t * N }, { ...operands, y: xw });
      call(stepForward, { rows: N, H, first: t * N, prev: t * N, out: (t + 1) * N }, { xw, input_rows, wh, hs });
    }
    return { hs };
  });
  return { sizes, x, hs, Wx: Wx.data, Wh: Wh.data };
}

async function backward(backend: Backend, kept: Kept, dhs: Floats) {
  const { N, T, D, H } = kept.sizes;
  return compute(backend, 'rnnBackward', ({ call, input, zeros }) => {
    const [x, hs, dh] = [input('x', kept.x), input('hs', kept.hs), input('dh', dhs)];
    const [wx, wh] = [input('Wx', kept.Wx), input('Wh', kept.Wh)];
    const [da, dx, dh0] = [zeros('da', T * N * H), zeros('dx', T * N * D), zeros('dh0', N * H)];
    const [dWx, dWh, db] = [zeros('dWx', D * H), zeros('dWh', H * H), zeros('db', H)];
    for (let t = T - 1; t >= 0; t--) {
      const now = t * N;
      const next = { next: now + N, next_rows: t < T - 1 ? N : 0 };
      call(stepBackward, { rows: N, H, first: now, out: now + N, ...next }, { dh, wh, hs, da });
      call(affineBackwardInput, { M: N, K: D, N: H, dy_first: now, dx_first: now }, { dy: da, w: wx, dx });
      const sums = { M: N, N: H, x_first: now, dy_first: now };
      call(affineBackwardWeight, { ...sums, K: D }, { x, dy: da, dw: dWx }, ['accumulate']);
      call(affineBackwardWeight, { ...sums, K: H }, { x: hs, dy: da, dw: dWh }, ['accumulate']);
      call(columnSum, { M: N, N: H, first: now }, { x: da, sum: db }, ['accumulate']);
    }
    call(affineBackwardInput, { M: N, K: H, N: H }, { dy: da, w: wh, dx: dh0 });
    return { dx, dh0, dWx, dWh, db };
  });
}
