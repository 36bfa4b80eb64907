import { requireBackend } from '../arguments.ts';
import type { Backend } from '../ops/backend.ts';
import { affineBackward, affineForward, temporalAffineBackward, temporalAffineForward } from './affine.ts';
import { lstmBackward, lstmForward, lstmStepBackward, lstmStepForward } from './lstm.ts';
import { sigmoid, temporalSoftmaxLoss } from './parameterless.ts';
import { rnnBackward, rnnForward, rnnStepBackward, rnnStepForward } from './rnn.ts';
import { wordEmbeddingBackward, wordEmbeddingForward } from './word_embedding.ts';

/** CS231n's layer functions on one backend; see `createLayers`. */
export type Layers = ReturnType<typeof createLayers>;

/**
 * CS231n's layer functions (assignment 3, rnn_layers.py) on a backend: same names in camelCase, same argument order, each
 * a promise of what CS231n returns. Tensors are batch-first and come back in the backend's precision; the 4H axis is in
 * blocks i f o g. N captions, T time steps, D inputs, H hidden units, V words.
 *
 * All of them name function, argument, expected and found: ShapeError for shapes that do not fit and caches of another
 * function, DataError for words out of range, and for numbers that are not finite, passed in or computed.
 * @throws OptionError when `backend` is none
 */
export function createLayers(backend: Backend) {
  requireBackend('createLayers: backend', backend);
  const on =
    <A extends unknown[], R>(layer: (backend: Backend, ...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      layer(backend, ...args);
  return {
    /** x of any shape → the same shape. */
    sigmoid: on(sigmoid),
    /** x (N, d1, …, dk), w (D, M), b (M) → out (N, M); D = d1 · … · dk. */
    affineForward: on(affineForward),
    /** dout (N, M) → dx (N, d1, …, dk), dw (D, M), db (M). */
    affineBackward: on(affineBackward),
    /** x (N, T) words, W (V, D) → out (N, T, D). */
    wordEmbeddingForward: on(wordEmbeddingForward),
    /** dout (N, T, D) → dW (V, D). */
    wordEmbeddingBackward: on(wordEmbeddingBackward),
    /** x (N, D), prevH (N, H), Wx (D, H), Wh (H, H), b (H) → nextH (N, H). */
    rnnStepForward: on(rnnStepForward),
    /** dnextH (N, H) → dx (N, D), dprevH (N, H), dWx (D, H), dWh (H, H), db (H). */
    rnnStepBackward: on(rnnStepBackward),
    /** x (N, T, D), h0 (N, H), Wx (D, H), Wh (H, H), b (H) → h (N, T, H). */
    rnnForward: on(rnnForward),
    /** dh (N, T, H) → dx (N, T, D), dh0 (N, H), dWx (D, H), dWh (H, H), db (H). */
    rnnBackward: on(rnnBackward),
    /** x (N, D), prevH (N, H), prevC (N, H), Wx (D, 4H), Wh (H, 4H), b (4H) → nextH (N, H), nextC (N, H). */
    lstmStepForward: on(lstmStepForward),
    /** dnextH (N, H), dnextC (N, H) → dx (N, D), dprevH (N, H), dprevC (N, H), dWx (D, 4H), dWh (H, 4H), db (4H). */
    lstmStepBackward: on(lstmStepBackward),
    /** x (N, T, D), h0 (N, H), Wx (D, 4H), Wh (H, 4H), b (4H) → h (N, T, H); the cell begins at 0. */
    lstmForward: on(lstmForward),
    /** dh (N, T, H) → dx (N, T, D), dh0 (N, H), dWx (D, 4H), dWh (H, 4H), db (4H). */
    lstmBackward: on(lstmBackward),
    /** x (N, T, D), w (D, M), b (M) → out (N, T, M). */
    temporalAffineForward: on(temporalAffineForward),
    /** dout (N, T, M) → dx (N, T, D), dw (D, M), db (M). */
    temporalAffineBackward: on(temporalAffineBackward),
    /** x (N, T, V) scores, y (N, T) words, mask (N, T) of 0 and 1 → loss, a number, and dx (N, T, V). */
    temporalSoftmaxLoss: on(temporalSoftmaxLoss),
  };
}
