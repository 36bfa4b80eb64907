import type { Backend } from '../ops/backend.ts';
import { columnSum } from '../ops/column_sum.ts';
import { sigmoid as op } from '../ops/elementwise.ts';
import { softmaxLoss } from '../ops/softmax_loss.ts';
import { type FloatTensor, type Tensor, tensor } from '../tensor.ts';
import { compute } from './session.ts';
import { asRows, indicesOf, matchArguments } from './shapes.ts';

/** 1 / (1 + e^−x), element by element; no overflow at any finite x. */
export async function sigmoid(backend: Backend, x: FloatTensor): Promise<FloatTensor> {
  const { N, D } = matchArguments(backend, 'sigmoid', { x: [asRows('sigmoid: x', x), 'N D'] });
  const { y } = await compute(backend, 'sigmoid', (session) => {
    const y = session.zeros('y', N * D);
    session.call(op, { Q: N * D }, { x: session.input('x', x.data), y });
    return { y };
  });
  return tensor(x.shape, y);
}

/**
 * loss = −Σ mask · log softmax(x)[y] / N, summed over captions and time, and its gradient (CS231n temporal_softmax_loss).
 * Where mask is 0 nothing is counted and the gradient is 0.
 * @throws DataError when a word of y is not from 0 to V − 1, or a value of mask is neither 0 nor 1.
 */
export async function temporalSoftmaxLoss(
  backend: Backend,
  x: FloatTensor,
  y: Tensor,
  mask: Tensor,
): Promise<[loss: number, dx: FloatTensor]> {
  const { N, T, V } = matchArguments(backend, 'temporalSoftmaxLoss', {
    x: [x, 'N T V'],
    y: [y, 'N T', 'indices'],
    mask: [mask, 'N T', 'indices'],
  });
  const words = indicesOf('temporalSoftmaxLoss: y', y, V);
  const counted = indicesOf('temporalSoftmaxLoss: mask', mask, 2);
  const { total, scores } = await compute(backend, 'temporalSoftmaxLoss', ({ call, input, zeros }) => {
    const scores = input('x', x.data);
    const [losses, total] = [zeros('losses', N * T), zeros('total', 1)];
    const operands = { targets: input('y', words), mask: input('mask', counted), row_loss: losses, scores };
    call(softmaxLoss, { M: N * T, V, scale: 1 / N, smoothing: 0 }, operands);
    call(columnSum, { M: N * T, N: 1 }, { x: losses, sum: total });
    return { total, scores };
  });
  return [total[0] ?? Number.NaN, tensor(x.shape, scores)];
}
