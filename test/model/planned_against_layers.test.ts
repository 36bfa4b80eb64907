import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { entryOf, type ParameterName } from '../../src/model/parameter_names.ts';
import { Random } from '../../src/random.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';
import { plainGreedy, plainLoss } from '../support/plain_captioner.ts';

const sizes = [
  { N: 1, T: 1, D: 1, W: 1, H: 1, V: 4 },
  { N: 3, T: 7, D: 5, W: 4, H: 6, V: 11 },
  { N: 25, T: 16, D: 8, W: 7, H: 9, V: 40 },
];

function setUp(cellType: 'rnn' | 'lstm', { D, W, H, V }: (typeof sizes)[number]) {
  const backend = new CpuBackend({ precision: 'float64' });
  const options = { wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType, seed: 4 };
  const model = new CaptioningRNN(backend, options);
  const random = new Random(8);
  const noise = ([name, { shape, data }]: [string, FloatTensor]) => [
    name,
    tensor(
      shape,
      Float64Array.from(data, (value) => value + 0.3 * random.normal()),
    ),
  ];
  model.setParams(Object.fromEntries(Object.entries(model.params).map(noise)));
  return { model, layers: createLayers(backend), random };
}

describe.each(['rnn', 'lstm'] as const)('planned %s program against the plain, unpacked layers', (cellType) => {
  describe.each(Object.entries(captionMixes))('captions: %s', (_, mix) => {
    it.each(sizes)('N $N T $T D $D W $W H $H V $V', async (size) => {
      const { model, layers, random } = setUp(cellType, size);
      const { N, T, D, V } = size;
      const captions = tensor([N, T + 1], mix(N, T, V, random));
      const features = tensor(
        [N, D],
        Float64Array.from({ length: N * D }, () => random.normal()),
      );
      const planned = await model.loss(features, captions);
      const plain = await plainLoss(layers, cellType, model.params, features, captions);
      expect(Math.abs(planned.loss - plain.loss)).toBeLessThan(1e-12 * Math.max(1, plain.loss));
      for (const [name, { data }] of Object.entries(planned.grads)) {
        const reference = entryOf(plain.grads, name as ParameterName).data;
        expect(data.length).toBe(reference.length);
        const worst = Math.max(...data.map((value, i) => Math.abs(value - (reference[i] ?? Number.NaN))));
        expect(worst, name).toBeLessThan(1e-12);
      }
    });
  });

  it.each(sizes)('greedy captions are the same: N $N H $H V $V', async (size) => {
    const { model, layers, random } = setUp(cellType, size);
    const features = tensor(
      [size.N, size.D],
      Float64Array.from({ length: size.N * size.D }, () => random.normal()),
    );
    const sampled = await model.sample(features, 9);
    expect(sampled.shape).toEqual([size.N, 9]);
    expect(sampled.data).toEqual(await plainGreedy(layers, cellType, model.params, features, 9, 1));
    expect(await model.sample(features, 9)).toEqual(sampled);
  });

  it('captions of more pictures than one submit takes', async () => {
    const size = { N: 150, T: 1, D: 3, W: 4, H: 5, V: 12 };
    const { model, layers, random } = setUp(cellType, size);
    const features = tensor(
      [size.N, size.D],
      Float64Array.from({ length: size.N * size.D }, () => random.normal()),
    );
    const { data } = await model.sample(features, 6);
    expect(data).toEqual(await plainGreedy(layers, cellType, model.params, features, 6, 1));
  });
});
