import { affineBackwardInput } from '../ops/affine_backward_input.ts';
import { affineBackwardWeight } from '../ops/affine_backward_weight.ts';
import { affineForward as affineForwardOp } from '../ops/affine_forward.ts';
import type { Backend } from '../ops/backend.ts';
import { columnSum } from '../ops/column_sum.ts';
import { type FloatTensor, tensor } from '../tensor.ts';
import { Cache, openCache } from './cache.ts';
import { compute } from './session.ts';
import { asRows, matchArguments } from './shapes.ts';

/** R rows of x (·, D) and w (D, M): captions, or captions times time steps. */
interface Kept {
  readonly x: FloatTensor;
  readonly w: FloatTensor;
  readonly sizes: { readonly R: number; readonly D: number; readonly M: number };
}

export type AffineCache = Cache<'affineForward', Kept>;
export type TemporalAffineCache = Cache<'temporalAffineForward', Kept>;
type Gradients = [dx: FloatTensor, dw: FloatTensor, db: FloatTensor];

/** out = x w + b; all axes of x behind the first are one row (CS231n affine_forward). */
export async function affineForward(
  backend: Backend,
  x: FloatTensor,
  w: FloatTensor,
  b: FloatTensor,
): Promise<[out: FloatTensor, cache: AffineCache]> {
  const rows = asRows('affineForward: x', x);
  const { N, D, M } = matchArguments(backend, 'affineForward', { x: [rows, 'N D'], w: [w, 'D M'], b: [b, 'M'] });
  const kept = { x, w, sizes: { R: N, D, M } };
  return [tensor([N, M], await forward(backend, kept, b)), new Cache('affineForward', kept)];
}

/** dx = dout wᵀ, dw = xᵀ dout, db = Σ dout (CS231n affine_backward). */
export async function affineBackward(backend: Backend, dout: FloatTensor, cache: AffineCache): Promise<Gradients> {
  const kept = openCache('affineBackward', 'affineForward', cache);
  matchArguments(backend, 'affineBackward', { dout: [dout, 'R M'] }, kept.sizes);
  return backward(backend, kept, dout);
}

/** The same affine map at every time step of every caption (CS231n temporal_affine_forward). */
export async function temporalAffineForward(
  backend: Backend,
  x: FloatTensor,
  w: FloatTensor,
  b: FloatTensor,
): Promise<[out: FloatTensor, cache: TemporalAffineCache]> {
  const { N, T, D, M } = matchArguments(backend, 'temporalAffineForward', {
    x: [x, 'N T D'],
    w: [w, 'D M'],
    b: [b, 'M'],
  });
  const kept = { x, w, sizes: { R: N * T, D, M } };
  return [tensor([N, T, M], await forward(backend, kept, b)), new Cache('temporalAffineForward', kept)];
}

/** The backward pass of `temporalAffineForward`: dw and db are sums over captions and time (CS231n temporal_affine_backward). */
export async function temporalAffineBackward(
  backend: Backend,
  dout: FloatTensor,
  cache: TemporalAffineCache,
): Promise<Gradients> {
  const kept = openCache('temporalAffineBackward', 'temporalAffineForward', cache);
  const [N = 0, T = 0] = kept.x.shape;
  matchArguments(backend, 'temporalAffineBackward', { dout: [dout, 'N T M'] }, { N, T, M: kept.sizes.M });
  return backward(backend, kept, dout);
}

async function forward(backend: Backend, { x, w, sizes: { R, D, M } }: Kept, b: FloatTensor) {
  const { y } = await compute(backend, 'affineForward', ({ call, input, zeros }) => {
    const y = zeros('y', R * M);
    const operands = { x: input('x', x.data), w: input('w', w.data), b: input('b', b.data), y };
    call(affineForwardOp, { M: R, K: D, N: M }, operands);
    return { y };
  });
  return y;
}

async function backward(backend: Backend, kept: Kept, dout: FloatTensor): Promise<Gradients> {
  const { R, D, M } = kept.sizes;
  const { dx, dw, db } = await compute(backend, 'affineBackward', ({ call, input, zeros }) => {
    const [x, w, dy] = [input('x', kept.x.data), input('w', kept.w.data), input('dout', dout.data)];
    const [dx, dw, db] = [zeros('dx', R * D), zeros('dw', D * M), zeros('db', M)];
    call(affineBackwardInput, { M: R, K: D, N: M }, { dy, w, dx });
    call(affineBackwardWeight, { M: R, K: D, N: M }, { x, dy, dw });
    call(columnSum, { M: R, N: M }, { x: dy, sum: db });
    return { dx, dw, db };
  });
  return [tensor(kept.x.shape, dx), tensor(kept.w.shape, dw), tensor([M], db)];
}
