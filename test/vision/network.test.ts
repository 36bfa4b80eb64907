import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, DeviceError, OptionError, ShapeError } from '../../src/errors.ts';
import type { Picture } from '../../src/picture.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { preprocessImage } from '../../src/vision/preprocess.ts';
import { resizePicture } from '../../src/vision/resize.ts';
import { relativeError } from '../support/gradients.ts';
import { normalTensor } from '../support/tensors.ts';
import { torchFile } from '../support/torch_files.ts';
import { noisePicture, planesOf } from './support/pictures.ts';
import { plainSqueezeNet } from './support/plain_squeezenet.ts';
import { asTorchvision, SMALL_INPUT, smallFile, smallWeights } from './support/small_squeezenet.ts';

const backend = new CpuBackend({ precision: 'float64' });
const picture = noisePicture(1, 37, 37);
const metadata = { input: SMALL_INPUT };

describe.each(['1.0', '1.1'] as const)('SqueezeNet %s', (version) => {
  const weights = smallWeights(version);
  const input = planesOf(picture, 'BGR', [100, 110, 120], [50, 60, 70]);
  const caffe = plainSqueezeNet(input, weights, { version, ceil: true, classifierPad: version === '1.0' ? 1 : 0 });

  it('with Caffe’s names gives the scores and features of its definition', async () => {
    const network = await loadNetwork(backend, smallFile(version), 'small');
    const [scores, features] = [await network.scores([picture]), await network.features([picture])];
    expect([scores.shape, features.shape]).toEqual([
      [1, 5],
      [1, 12],
    ]);
    expect(relativeError(scores.data, caffe.scores ?? [])).toBeLessThan(1e-12);
    expect(relativeError(features.data, caffe.features)).toBeLessThan(1e-12);
    expect([network.inputSize, network.classCount, network.featureLength]).toEqual([37, 5, 12]);
    expect(network.mark.network).toBe(`SqueezeNet ${version}, mean of fire9`);
    network.destroy();
  });

  it('without classifier has features and no scores', async () => {
    const bytes = writeSafetensors(smallWeights(version, 0), metadata);
    const network = await loadNetwork(backend, bytes, 'small');
    expect(relativeError((await network.features([picture])).data, caffe.features)).toBeLessThan(1e-12);
    expect(network.classCount).toBe(0);
    await expect(network.scores([picture])).rejects.toThrow(OptionError);
    network.destroy();
  });

  it('pools without ceil mode if the metadata say so, or come from Keras', async () => {
    const wanted = plainSqueezeNet(input, weights, { version, ceil: false, classifierPad: 0 });
    expect(relativeError(wanted.features, caffe.features)).toBeGreaterThan(1e-3);
    for (const [name, value] of [
      ['pooling', 'floor'],
      ['source', 'keras-squeezenet'],
    ] as const) {
      const network = await loadNetwork(backend, smallFile(version, { ...metadata, [name]: value }), 'small');
      expect(relativeError((await network.features([picture])).data, wanted.features)).toBeLessThan(1e-12);
      network.destroy();
    }
  });

  it.each([
    ['safetensors', writeSafetensors(asTorchvision(version, weights))],
    ['.pth', torchFile(asTorchvision(version, weights))],
    ['.pth of a wrapped model', torchFile(asTorchvision(version, weights, 'module.'))],
  ])('with torchvision’s names as %s is torchvision’s network', async (_, bytes) => {
    const network = await loadNetwork(backend, bytes, 'small.pth');
    expect(network.inputSize).toBe(224);
    const mean = [0.485, 0.456, 0.406].map((value) => 255 * value);
    const deviation = [0.229, 0.224, 0.225].map((value) => 255 * value);
    const planes = planesOf(picture, 'RGB', mean, deviation);
    const wanted = plainSqueezeNet(planes, weights, { version, ceil: true, classifierPad: 0 });
    const found = await network.scores(preprocessImage(picture));
    expect(relativeError(found.data, wanted.scores ?? [])).toBeLessThan(1e-5);
    network.destroy();
  });
});

describe('the input of a network', () => {
  const open = () => loadNetwork(backend, smallFile('1.1'), 'small');

  it('gives the same result as a picture and preprocessed', async () => {
    const network = await open();
    const [a, b] = [await network.scores([picture]), await network.scores(preprocessImage(picture))];
    expect(relativeError(a.data, b.data)).toBeLessThan(1e-5);
    network.destroy();
  });

  it('is resized to its own size', async () => {
    const network = await open();
    const large = noisePicture(3, 60, 41);
    const resized = await network.scores([resizePicture(large, 37, 37)]);
    expect((await network.scores([large])).data).toEqual(resized.data);
    network.destroy();
  });

  it('may be of any size once it is preprocessed', async () => {
    const network = await open();
    const { shape } = await network.scores(normalTensor(new Random(4), 1, 2, 3, 40, 52));
    expect(shape).toEqual([2, 5]);
    await expect(network.scores(normalTensor(new Random(4), 1, 1, 3, 40, 9))).rejects.toThrow(ShapeError);
    network.destroy();
  });

  it.each<[string, unknown, new (...args: never[]) => Error]>([
    ['nothing', [], ShapeError],
    ['no picture', [{ width: 37, height: 37 }], OptionError],
    ['bytes that do not fit', [{ ...picture, width: 36 }], DataError],
    ['a picture without pixels', [{ width: 0, height: 0, data: new Uint8Array() }], DataError],
    ['other channels', tensor([1, 1, 37, 37], new Float32Array(37 * 37)), ShapeError],
    ['a number that is not finite', tensor([1, 3, 37, 37], new Float32Array(3 * 37 * 37).fill(Number.NaN)), DataError],
  ])('is refused when it is %s', async (_, images, kind) => {
    const network = await open();
    await expect(network.scores(images as Picture[])).rejects.toThrow(kind);
    network.destroy();
  });

  it('is refused once the network is destroyed', async () => {
    const network = await open();
    network.destroy();
    network.destroy();
    await expect(network.features([picture])).rejects.toThrow(DeviceError);
  });
});

/** A backend whose buffers are short, and that notes how long they become. */
class NarrowBackend extends CpuBackend {
  override readonly maxBufferLength = 3 * 37 * 37 * 4;
  longest = 0;

  override create(label: string, length: number, type?: 'float' | 'half' | 'uint') {
    this.longest = Math.max(this.longest, length);
    return super.create(label, length, type);
  }
}

describe('many pictures', () => {
  const pictures = Array.from({ length: 8 }, (_, i) => noisePicture(10 + i, 37, 37));

  it('are split into as many runs as small buffers require, with the same result', async () => {
    const narrow = new NarrowBackend({ precision: 'float64' });
    const [wide, short] = [
      await loadNetwork(backend, smallFile('1.1'), 'a'),
      await loadNetwork(narrow, smallFile('1.1'), 'b'),
    ];
    const dscores = normalTensor(new Random(5), 1, 8, 5);
    expect((await short.scores(pictures)).data).toEqual((await wide.scores(pictures)).data);
    const [one, other] = [await short.gradient(pictures, { dscores }), await wide.gradient(pictures, { dscores })];
    expect(one.data).toEqual(other.data);
    expect(narrow.longest).toBe(narrow.maxBufferLength);
    short.destroy();
    wide.destroy();
  });

  it('may be requested again while they are processed', async () => {
    const network = await loadNetwork(backend, smallFile('1.1'), 'small');
    const each = await Promise.all(pictures.map((one) => network.scores([one])));
    const [all, features, again] = await Promise.all([
      network.scores(pictures),
      network.features(pictures),
      network.scores(pictures.toReversed()),
    ]);
    expect(Float64Array.from(each.flatMap(({ data }) => [...data]))).toEqual(all?.data);
    expect(again?.data.slice(-5)).toEqual(all?.data.slice(0, 5));
    expect(features?.shape).toEqual([8, 12]);
    network.destroy();
  });

  it('leave nothing behind once the network is destroyed', async () => {
    const own = new CpuBackend();
    const network = await loadNetwork(own, smallFile('1.0'), 'small');
    await network.scores(pictures);
    await network.gradient(pictures.slice(1), { dfeatures: normalTensor(new Random(6), 1, 7, 12) });
    expect(own.bytes).toBeGreaterThan(0);
    network.destroy();
    expect(own.bytes).toBe(0);
  });
});
