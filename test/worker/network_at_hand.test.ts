import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { FeatureMark } from '../../src/data/dataset.ts';
import { gradientRelevance } from '../../src/explain/gradient.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { networkMaker } from '../../src/prepare/network_maker.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { wordToIdx } from '../support/captions.ts';
import { normalTensor } from '../support/tensors.ts';
import { noisePicture } from '../vision/support/pictures.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { Desk } from './desk.ts';
import { smallData } from './small_data.ts';

/** Features of the small SqueezeNet. */
const D = 12;
const weights = new File([new Uint8Array(smallFile('1.1'))], 'small.safetensors');
const backend = new CpuBackend({ precision: 'float64' });
const network = await loadNetwork(backend, smallFile('1.1'), 'small.safetensors');

function captioner() {
  const random = new Random(5);
  const sizes = { inputDim: D, wordvecDim: 6, hiddenDim: 9, cellType: 'lstm' } as const;
  const model = new CaptioningRNN(backend, { wordToIdx: wordToIdx(7), ...sizes });
  model.setParams({ W_embed: normalTensor(random, 1, 7, 6) });
  return { model, random, caption: tensor([1, 4], Int32Array.of(1, 5, 3, 2)) };
}

describe('the whole path from pixels to a word', () => {
  it('has the numeric gradient of log p, for every word', async () => {
    const { model, random, caption } = captioner();
    const { inputSize } = network;
    const X = normalTensor(random, 1, 1, 3, inputSize, inputSize);
    const feature = await network.features(X);
    const { gradients } = await model.wordSaliency(feature, caption);
    const T = 3;
    const repeated = Float64Array.from({ length: T * X.data.length }, (_, i) => X.data[i % X.data.length] ?? 0);
    const images = tensor([T, 3, inputSize, inputSize], repeated);
    const gradient = await network.gradient(images, { dfeatures: tensor([T, D], gradients.data) });
    const norm = Math.hypot(...gradient.data);
    expect(norm).toBeGreaterThan(0);
    const h = 1e-6;
    for (let trial = 0; trial < 40; trial++) {
      const at = random.below(X.data.length);
      const logProbs = async (offset: number) => {
        const moved = Float64Array.from(X.data, (value, i) => (i === at ? value + offset : value));
        return (await model.wordLogProbs(await network.features(tensor(X.shape, moved)), caption)).data;
      };
      const [above, below] = [await logProbs(h), await logProbs(-h)];
      for (let t = 0; t < T; t++) {
        const numeric = ((above[t] ?? 0) - (below[t] ?? 0)) / (2 * h);
        const analytic = gradient.data[t * X.data.length + at] ?? Number.NaN;
        expect(Math.abs(numeric - analytic), `pixel ${at}, word ${t}`).toBeLessThan(1e-6 * norm);
      }
    }
  });

  it('as a map is the mean over each cell of the maximum gradient over the colours', async () => {
    const { model, caption } = captioner();
    const maker = networkMaker(network);
    const pixels = maker.fit(noisePicture(3, 50, 40));
    const feature = tensor([1, D], await maker.features([pixels]));
    const { how, side, maps } = await gradientRelevance(model, network, { pixels, feature, caption });
    expect([how, side, maps.length]).toEqual(['gradient', 32, 3 * 32 * 32]);
    const { gradients } = await model.wordSaliency(feature, caption);
    const [first] = [gradients.data.subarray(0, D)];
    const { data, shape } = await network.gradient([pixels], { dfeatures: tensor([1, D], first) });
    const [, , height = 0, width = 0] = shape;
    // The last place of a side of 37 has the last pixel alone.
    const last = height * width - 1;
    const greatest = Math.max(...[0, 1, 2].map((k) => Math.abs(data[k * height * width + last] ?? 0)));
    expect(maps[32 * 32 - 1]).toBeCloseTo(greatest, 6);
    expect(maps.every((value) => value >= 0)).toBe(true);
  });
});

/** The small data as if a network had made its features. */
function dataOf(featureMark?: FeatureMark) {
  const small = smallData();
  const wider = (row: Float32Array) => Float32Array.from({ length: D }, (_, d) => row[d] ?? 0);
  const splits = Object.fromEntries(
    Object.entries(small.data.splits).map(([name, split]) => {
      const { count, readRows } = split.features;
      const rows = (indices: ArrayLike<number>) =>
        Float32Array.from(Array.from(indices).flatMap((index) => [...wider(readRows([index]))]));
      return [name, { ...split, features: { count, length: D, readRows: rows } }];
    }),
  );
  return { ...small, data: { ...small.data, featureLength: D, splits, ...(featureMark && { featureMark }) } };
}

async function desk(data: ReturnType<typeof dataOf>): Promise<Desk> {
  const opened = await Desk.loaded(undefined, {}, data);
  const sizes = { hiddenDim: 8, wordvecDim: 4, batchSize: 8, iterations: 3, validateEvery: 0 };
  await opened.run({ backend: 'cpu', ...sizes });
  return opened;
}

const { data: noise, ...size } = noisePicture(1, 30, 20);
const own = new File(
  [
    new Uint8Array(
      await sharp(noise, { raw: { ...size, channels: 4 } })
        .png()
        .toBuffer(),
    ),
  ],
  'mine.png',
);
const describeOwn = { type: 'describe', split: 'own', image: 0, own, decoding: {} } as const;

describe('the weights of the network that made the features', () => {
  it('let any picture be captioned and explained, if they are available or given', async () => {
    const { mark } = networkMaker(network);
    const given = await desk(dataOf(mark));
    await given.tell(describeOwn);
    expect(given.of('failed')[0]?.fault?.remedy).toMatch(/Choose the weights of that network/);
    await given.tell({ type: 'network', file: weights }, describeOwn);
    expect(given.of('network')).toEqual([
      { type: 'network', name: 'small.safetensors', madeBy: mark.madeBy, known: true },
    ]);
    const atHand = await desk({ ...dataOf(mark), cnn: weights } as ReturnType<typeof dataOf>);
    await atHand.tell(describeOwn);
    for (const one of [given, atHand]) {
      const [described] = one.of('described');
      expect(described?.captions).toHaveLength(1);
      await one.tell({ type: 'explain', split: 'own', image: 0, own, words: ['a', 'red', 'ring'] });
      expect(one.of('explained').at(-1)?.relevance).toMatchObject({ how: 'gradient', fit: 'fill', side: 32 });
    }
  });

  it('are refused if they belong to another network, or to none', async () => {
    const opened = await desk(dataOf({ madeBy: 'another network', fingerprint: 'other' }));
    await opened.tell(
      { type: 'network', file: weights },
      { type: 'network', file: new File(['no'], 'no.safetensors') },
    );
    expect(opened.of('failed').map(({ during, name }) => [during, name])).toEqual([
      ['network', 'CheckpointError'],
      ['network', 'CheckpointError'],
    ]);
    expect(opened.of('failed')[0]?.message).toMatch(/small.safetensors: expected another network/);
    await opened.tell(describeOwn);
    expect(opened.of('described')).toEqual([]);
  });

  it('are accepted with a note if the data do not name their network', async () => {
    const opened = await desk(dataOf());
    await opened.tell({ type: 'network', file: weights });
    expect(opened.of('network')[0]).toMatchObject({ known: false });
  });
});
