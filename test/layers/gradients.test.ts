import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { Random } from '../../src/random.ts';
import type { FloatTensor } from '../../src/tensor.ts';
import { numericGradient, relativeError } from '../support/gradients.ts';
import { indexTensor, normalTensor } from '../support/tensors.ts';

// Every backward function against central differences of its forward function, in float64.

const layers = createLayers(new CpuBackend({ precision: 'float64' }));
const CLOSE = 1e-6;
const SIZES = [
  { N: 3, T: 4, D: 5, H: 6 },
  { N: 1, T: 1, D: 1, H: 1 },
  { N: 1, T: 5, D: 3, H: 2 },
  { N: 4, T: 1, D: 2, H: 5 },
  { N: 2, T: 3, D: 7, H: 1 },
];

type Sizes = (typeof SIZES)[number];
type Forward = () => Promise<readonly [...outs: FloatTensor[], cache: unknown]>;

/** Inputs by name, the forward function on them, and the backward function with its gradients in the inputs' order. */
interface Case {
  readonly inputs: Readonly<Record<string, FloatTensor>>;
  readonly forward: Forward;
  readonly run: () => Promise<{ douts: FloatTensor[]; gradients: readonly FloatTensor[] }>;
}

const random = new Random(231);
const normal = (...shape: number[]) => normalTensor(random, 0.6, ...shape);
const like = (out: FloatTensor) => normal(...out.shape);

const cases: Readonly<Record<string, (sizes: Sizes) => Case>> = {
  affine({ N, T, D, H }) {
    const [x, w, b] = [normal(N, T, D), normal(T * D, H), normal(H)];
    return {
      inputs: { x, w, b },
      forward: () => layers.affineForward(x, w, b),
      async run() {
        const [out, cache] = await layers.affineForward(x, w, b);
        const dout = like(out);
        return { douts: [dout], gradients: await layers.affineBackward(dout, cache) };
      },
    };
  },
  wordEmbedding({ N, T, D, H: V }) {
    const [x, W] = [indexTensor(random, V, N, T), normal(V, D)];
    return {
      inputs: { W },
      forward: () => layers.wordEmbeddingForward(x, W),
      async run() {
        const [out, cache] = await layers.wordEmbeddingForward(x, W);
        const dout = like(out);
        return { douts: [dout], gradients: [await layers.wordEmbeddingBackward(dout, cache)] };
      },
    };
  },
  temporalAffine({ N, T, D, H }) {
    const [x, w, b] = [normal(N, T, D), normal(D, H), normal(H)];
    return {
      inputs: { x, w, b },
      forward: () => layers.temporalAffineForward(x, w, b),
      async run() {
        const [out, cache] = await layers.temporalAffineForward(x, w, b);
        const dout = like(out);
        return { douts: [dout], gradients: await layers.temporalAffineBackward(dout, cache) };
      },
    };
  },
  rnnStep({ N, D, H }) {
    const [x, prevH, Wx, Wh, b] = [normal(N, D), normal(N, H), normal(D, H), normal(H, H), normal(H)];
    return {
      inputs: { x, prevH, Wx, Wh, b },
      forward: () => layers.rnnStepForward(x, prevH, Wx, Wh, b),
      async run() {
        const [nextH, cache] = await layers.rnnStepForward(x, prevH, Wx, Wh, b);
        const dnextH = like(nextH);
        return { douts: [dnextH], gradients: await layers.rnnStepBackward(dnextH, cache) };
      },
    };
  },
  rnn({ N, T, D, H }) {
    const [x, h0, Wx, Wh, b] = [normal(N, T, D), normal(N, H), normal(D, H), normal(H, H), normal(H)];
    return {
      inputs: { x, h0, Wx, Wh, b },
      forward: () => layers.rnnForward(x, h0, Wx, Wh, b),
      async run() {
        const [h, cache] = await layers.rnnForward(x, h0, Wx, Wh, b);
        const dh = like(h);
        return { douts: [dh], gradients: await layers.rnnBackward(dh, cache) };
      },
    };
  },
  lstmStep({ N, D, H }) {
    const [x, prevH, prevC] = [normal(N, D), normal(N, H), normal(N, H)];
    const [Wx, Wh, b] = [normal(D, 4 * H), normal(H, 4 * H), normal(4 * H)];
    return {
      inputs: { x, prevH, prevC, Wx, Wh, b },
      forward: () => layers.lstmStepForward(x, prevH, prevC, Wx, Wh, b),
      async run() {
        const [nextH, nextC, cache] = await layers.lstmStepForward(x, prevH, prevC, Wx, Wh, b);
        const douts = [like(nextH), like(nextC)] as const;
        return { douts: [...douts], gradients: await layers.lstmStepBackward(...douts, cache) };
      },
    };
  },
  lstm({ N, T, D, H }) {
    const [x, h0] = [normal(N, T, D), normal(N, H)];
    const [Wx, Wh, b] = [normal(D, 4 * H), normal(H, 4 * H), normal(4 * H)];
    return {
      inputs: { x, h0, Wx, Wh, b },
      forward: () => layers.lstmForward(x, h0, Wx, Wh, b),
      async run() {
        const [h, cache] = await layers.lstmForward(x, h0, Wx, Wh, b);
        const dh = like(h);
        return { douts: [dh], gradients: await layers.lstmBackward(dh, cache) };
      },
    };
  },
};

describe.each(Object.entries(cases))('%s', (_name, make) => {
  test.each(SIZES)('N=$N T=$T D=$D H=$H', async (sizes) => {
    const { inputs, forward, run } = make(sizes);
    const { douts, gradients } = await run();
    expect(gradients).toHaveLength(Object.keys(inputs).length);
    for (const [i, [name, input]] of Object.entries(inputs).entries()) {
      const outputs = async () => (await forward()).slice(0, douts.length) as FloatTensor[];
      const numeric = await numericGradient(input, outputs, douts);
      expect(gradients[i]?.shape, name).toEqual(input.shape);
      expect(relativeError(gradients[i]?.data ?? [], numeric), `d${name}`).toBeLessThan(CLOSE);
    }
  });
});
