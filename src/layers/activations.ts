import type { Backend } from '../ops/backend.ts';
import { sigmoid as op } from '../ops/elementwise.ts';
import { type FloatTensor, tensor } from '../tensor.ts';
import { compute } from './session.ts';
import { asRows, matchArguments } from './shapes.ts';

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
