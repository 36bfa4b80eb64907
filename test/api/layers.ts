import { createLayers, type FloatTensor, type Layers, Random, tensor } from '../../src/index.ts';
import { indexTensor, normalTensor } from '../support/tensors.ts';
import { backend } from './fixtures.ts';
import { type Row, row } from './row.ts';

export const layers = createLayers(backend);

const random = new Random(1);
const of = (...shape: number[]) => normalTensor(random, 1, ...shape);
const words = indexTensor(random, 2, 2, 3);
const affine = [of(2, 3), of(3, 4), of(4)] as const;
const temporal = [of(2, 3, 3), of(3, 4), of(4)] as const;
const embedding = [words, of(5, 4)] as const;
const weights = (units: number) => [of(3, units), of(2, units), of(units)] as const;
const rnn = [of(2, 3, 3), of(2, 2), ...weights(2)] as const;
const lstm = [of(2, 3, 3), of(2, 2), ...weights(8)] as const;
const rnnStep = [of(2, 3), of(2, 2), ...weights(2)] as const;
const lstmStep = [of(2, 3), of(2, 2), of(2, 2), ...weights(8)] as const;
const cacheOf = async (forward: Promise<readonly unknown[]>) => (await forward).at(-1);

/** For every layer function the arguments that are right. No other kind is. */
const rights: Readonly<Record<keyof Layers, readonly unknown[]>> = {
  sigmoid: [of(2, 3)],
  affineForward: affine,
  affineBackward: [of(2, 4), await cacheOf(layers.affineForward(...affine))],
  wordEmbeddingForward: embedding,
  wordEmbeddingBackward: [of(2, 3, 4), await cacheOf(layers.wordEmbeddingForward(...embedding))],
  rnnStepForward: rnnStep,
  rnnStepBackward: [of(2, 2), await cacheOf(layers.rnnStepForward(...rnnStep))],
  rnnForward: rnn,
  rnnBackward: [of(2, 3, 2), await cacheOf(layers.rnnForward(...rnn))],
  lstmStepForward: lstmStep,
  lstmStepBackward: [of(2, 2), of(2, 2), await cacheOf(layers.lstmStepForward(...lstmStep))],
  lstmForward: lstm,
  lstmBackward: [of(2, 3, 2), await cacheOf(layers.lstmForward(...lstm))],
  temporalAffineForward: temporal,
  temporalAffineBackward: [of(2, 3, 4), await cacheOf(layers.temporalAffineForward(...temporal))],
  temporalSoftmaxLoss: [of(2, 3, 5), words, tensor([2, 3], Int32Array.of(1, 1, 0, 1, 0, 1))],
};

const called = (name: keyof Layers): Row['call'] => layers[name] as (...args: FloatTensor[]) => unknown;

export const layerRows = Object.fromEntries(
  Object.entries(rights).map(([name, args]) => [
    name,
    [row(called(name as keyof Layers), ...args.map((right) => [right] as const))],
  ]),
);
