import { describe, expect, it } from 'vitest';
import { captionerOf, checkpointOf } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { checkNetworkEncoder } from '../../src/model/network_encoder.ts';
import { networkEncoder } from '../../src/model/network_encoder_file.ts';
import { entryOf, type ParameterName } from '../../src/model/parameter_names.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { Random } from '../../src/random.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';
import { bytesOfTraining } from '../support/memory.ts';
import { normalTensor } from '../support/tensors.ts';
import { noisePicture } from '../vision/support/pictures.ts';
import { slopeError } from '../vision/support/slopes.ts';
import { SMALL_INPUT, smallFile } from '../vision/support/small_squeezenet.ts';

const [N, T, V] = [3, 4, 7];
const bytes = smallFile('1.1', { input: SMALL_INPUT });
const { encoder, params, pixels } = networkEncoder(bytes, 'small');
const pictures = [1, 2, 3].map((seed) => noisePicture(seed, 40, 40));
const double = () => new CpuBackend({ precision: 'float64' });

const sizes = { wordvecDim: 4, hiddenDim: 3 };

function captioner(cellType: 'rnn' | 'lstm', backend: Backend = double(), { wordvecDim, hiddenDim } = sizes) {
  const random = new Random(7);
  const model = new CaptioningRNN(backend, { wordToIdx: wordToIdx(V), wordvecDim, hiddenDim, encoder, cellType });
  model.setParams({ W_embed: normalTensor(random, 1, V, wordvecDim), ...params });
  const captions = tensor([N, T + 1], captionMixes['every length']?.(N, T, V, random) ?? new Int32Array());
  return { model, captions };
}

describe.each(['rnn', 'lstm'] as const)('a %s captioner whose encoder is SqueezeNet', (cellType) => {
  it('has the gradient of every weight and bias of the network', async () => {
    const { model, captions } = captioner(cellType);
    const given = pixels(pictures);
    const { loss, grads } = await model.loss(given, captions);
    // What it is the gradient of, without computing another one for each difference.
    expect(await model.evaluateLoss(given, captions)).toBeCloseTo(loss, 12);
    expect(Object.keys(model.params)).toHaveLength(8 + 2 * 25);
    for (const name of Object.keys(params) as ParameterName[]) {
      const { shape, data } = entryOf(model.params, name);
      const moved = tensor(shape, Float64Array.from(data));
      const error = await slopeError(moved, entryOf(grads, name), async () => {
        model.setParams({ [name]: moved });
        return model.evaluateLoss(given, captions);
      });
      model.setParams({ [name]: tensor(shape, data) });
      expect(error, name).toBeLessThan(1e-6);
    }
  });

  it("gives the captions of a captioner of the network's features", async () => {
    const { model, captions } = captioner(cellType);
    const network = await loadNetwork(model.backend, bytes, 'small');
    const features = await network.features(pictures);
    const plain = new CaptioningRNN(model.backend, {
      ...{ wordToIdx: wordToIdx(V), wordvecDim: 4, hiddenDim: 3, cellType },
      inputDim: network.featureLength,
    });
    const { W_embed, W_proj, b_proj, Wx, Wh, b, W_vocab, b_vocab } = model.params;
    plain.setParams({ W_embed, W_proj, b_proj, Wx, Wh, b, W_vocab, b_vocab });
    const given = pixels(pictures);
    const expected = await plain.evaluateLoss(features, captions);
    // Pixels are float32, whatever the backend.
    expect(await model.evaluateLoss(given, captions)).toBeCloseTo(expected, 6);
    expect((await model.loss(given, captions)).loss).toBeCloseTo(expected, 6);
    expect(await model.decode(given)).toMatchObject(
      (await plain.decode(features)).map(([one]) => [{ words: one?.words }]),
    );
    const [logs, others] = [await model.wordLogProbs(given, captions), await plain.wordLogProbs(features, captions)];
    for (const [i, value] of others.data.entries()) expect(logs.data[i]).toBeCloseTo(value, 6);
  });

  it('has the gradient of a word with respect to the pixels', async () => {
    const { model, captions } = captioner(cellType);
    const given = pixels(pictures);
    const wide = tensor(given.shape, Float64Array.from(given.data));
    const { gradients } = await model.wordSaliency(wide, captions);
    const D = given.shape[1] ?? 0;
    const rows = (data: FloatTensor['data'], n: number) => tensor([1, D], data.slice(n * D, (n + 1) * D));
    const word = captions.data.slice(0, T + 1).findLastIndex((one) => one !== 0) - 1;
    const one = rows(wide.data, 0);
    const error = await slopeError(one, rows(gradients.data, word), async () => {
      const said = await model.wordLogProbs(one, tensor([1, T + 1], captions.data.slice(0, T + 1)));
      return said.data[word] ?? Number.NaN;
    });
    expect(error).toBeLessThan(1e-6);
  });

  it('runs once on a picture with several captions', async () => {
    const { model, captions } = captioner(cellType);
    const [a, b] = pictures as [(typeof pictures)[0], (typeof pictures)[0]];
    const each = await model.wordLogProbs(pixels([a, a, b]), captions);
    const alone = await model.wordLogProbs(pixels([b]), tensor([1, T + 1], captions.data.slice(2 * (T + 1))));
    expect(each.data.slice(2 * T)).toEqual(alone.data);
  });
});

describe('training a captioner whose encoder is SqueezeNet', () => {
  const small = () => {
    const { model } = captioner('lstm', new CpuBackend(), { wordvecDim: 8, hiddenDim: 16 });
    const data = smallDataset({ captions: 3, images: 3, T, D: model.configuration.D, V });
    const { train } = data.splits;
    if (!train) throw new Error('no captions');
    const all = pixels(pictures);
    const D = all.shape[1] ?? 0;
    const readRows = (rows: ArrayLike<number>) => {
      return Float32Array.from(Array.from(rows).flatMap((row) => [...all.data.subarray(row * D, (row + 1) * D)]));
    };
    const features = { ...train.features, readRows };
    return { model, data: { ...data, splits: { train: { ...train, features, imageIdxs: Int32Array.of(2, 0, 1) } } } };
  };
  const settings = { updateRule: 'adam', sampling: 'pictures', batchSize: 6, verbose: false } as const;

  it('lowers the loss, changes every convolution, and survives a checkpoint', async () => {
    const { model, data } = small();
    const before = model.params;
    const trainer = new CaptioningTrainer(model, data, {
      ...settings,
      updaterConfig: { learningRate: 1e-2 },
      numEpochs: 150,
    });
    await trainer.train();
    const { lossHistory } = trainer;
    expect((lossHistory.at(-1) ?? Number.NaN) / (lossHistory[0] ?? 0)).toBeLessThan(0.5);
    for (const name of Object.keys(params) as ParameterName[]) {
      expect(entryOf(model.params, name).data, name).not.toEqual(entryOf(before, name).data);
    }
    const file = encodeCheckpoint(await checkpointOf(model, { data, trainer }));
    const again = captionerOf(new CpuBackend(), decodeCheckpoint(file, 'tuned'));
    expect(again.configuration).toEqual(model.configuration);
    expect(again.params).toEqual(model.params);
    trainer.destroy();
  });

  it('uses the memory that a dry run counts', () => {
    const convention = { ...encoder.options.convention, inputSize: 101 };
    const large = checkNetworkEncoder('large', { ...encoder.options, convention });
    const options = { wordToIdx: wordToIdx(V), encoder: large };
    const model = new CaptioningRNN(new CpuBackend(), options);
    const data = smallDataset({ captions: 6, images: 3, T, D: model.configuration.D, V });
    new CaptioningTrainer(model, data, settings);
    expect(model.backend.bytes).toBe(bytesOfTraining(model.backend, options, data, settings));
  });

  it('frees all of it', async () => {
    const backend = double();
    const empty = backend.bytes;
    const { model, captions } = captioner('lstm', backend);
    await model.loss(pixels(pictures), captions);
    await model.wordSaliency(pixels(pictures), captions);
    await model.decode(pixels(pictures));
    model.destroy();
    expect(backend.bytes).toBe(empty);
  });
});

describe('options of such an encoder', () => {
  const made = (changed: object) => () => checkNetworkEncoder('encoder', { ...encoder.options, ...changed });
  const { convention, channels } = encoder.options;
  it.each([
    [{ squeezenet: '1.2' }, 'squeezenet'],
    [{ channels: [1, 2] }, 'expected 25 numbers'],
    [{ channels: channels.with(3, 0) }, String.raw`channels\[3\]`],
    [{ convention: { ...convention, order: 'GBR' } }, 'order'],
    [{ convention: { ...convention, deviation: [1, 0, 1] } }, String.raw`deviation\[1\]`],
    [{ convention: { ...convention, inputSize: 3 } }, 'large enough'],
    [{ side: 32 }, 'option side'],
  ])('%j: refused by name', (changed, message) => {
    expect(made(changed)).toThrow(new RegExp(message));
  });
});
