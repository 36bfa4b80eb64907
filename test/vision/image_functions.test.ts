import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, OptionError, ShapeError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import type { FloatTensor } from '../../src/tensor.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { createClassVisualization } from '../../src/vision/class_visualization.ts';
import { extractFeatures } from '../../src/vision/extract_features.ts';
import { makeFoolingImage } from '../../src/vision/fooling_image.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import type { ImageNetwork } from '../../src/vision/network.ts';
import { preprocessImage } from '../../src/vision/preprocess.ts';
import { computeSaliencyMaps } from '../../src/vision/saliency.ts';
import { styleTransfer } from '../../src/vision/style_transfer.ts';
import { relativeError } from '../support/gradients.ts';
import { normalTensor } from '../support/tensors.ts';
import { noisePicture } from './support/pictures.ts';
import { SMALL_INPUT, smallFile, smallWeights } from './support/small_squeezenet.ts';

const backend = new CpuBackend({ precision: 'float64' });
const model = await loadNetwork(backend, smallFile('1.1'), 'small');
const headless = await loadNetwork(backend, writeSafetensors(smallWeights('1.1', 0)), 'headless');
const X = normalTensor(new Random(1), 1, 3, 3, 37, 37);
const picture = noisePicture(1, 37, 37);
/** The model, but for a bias that brings the score of one class close to the best for an image. */
async function modelInDoubt(target: number, image: FloatTensor): Promise<ImageNetwork> {
  const { data: scores } = await model.scores(image);
  const weights = smallWeights('1.1');
  const bias = weights['conv10.bias']?.data ?? [];
  bias[target] = (bias[target] ?? 0) + Math.max(...Array.from(scores)) - (scores[target] ?? 0) - 0.1;
  return loadNetwork(backend, writeSafetensors(weights, { input: SMALL_INPUT }), 'in doubt');
}

const bestOf = (scores: ArrayLike<number>) => Array.from(scores).indexOf(Math.max(...Array.from(scores)));

describe('computeSaliencyMaps', () => {
  it('is the maximum absolute gradient of the class’s score over the colours', async () => {
    const y = [4, 0, 2];
    const maps = await computeSaliencyMaps(X, y, model);
    expect(maps.shape).toEqual([3, 37, 37]);
    const one = new Float64Array(15).fill(0);
    for (const [n, at] of y.entries()) one[n * 5 + at] = 1;
    const { data } = await model.gradient(X, { dscores: { shape: [3, 5], data: one } });
    for (const n of [0, 2]) {
      for (const m of [0, 700, 1368]) {
        const colours = [0, 1, 2].map((c) => Math.abs(data[(n * 3 + c) * 1369 + m] ?? 0));
        expect(maps.data[n * 1369 + m]).toBe(Math.max(...colours));
      }
    }
  });

  it('takes class numbers as a tensor', async () => {
    const y = { shape: [3], data: Int32Array.of(4, 0, 2) };
    expect((await computeSaliencyMaps(X, y, model)).data).toEqual(
      (await computeSaliencyMaps(X, [4, 0, 2], model)).data,
    );
  });

  it('refuses invalid classes, and another number of them', async () => {
    await expect(computeSaliencyMaps(X, [0, 5, 0], model)).rejects.toThrow(
      'computeSaliencyMaps: y[1]: expected a class number from 0 to 4, found 5',
    );
    await expect(computeSaliencyMaps(X, [0, 1.5, 0], model)).rejects.toThrow(DataError);
    await expect(computeSaliencyMaps(X, [0, 1], model)).rejects.toThrow(ShapeError);
    await expect(computeSaliencyMaps(X, [0, 1, 2], headless)).rejects.toThrow(OptionError);
  });
});

describe('makeFoolingImage', () => {
  const image = preprocessImage(picture);

  it('changes an image until its class changes, and returns the number of steps', async () => {
    const before = image.data.slice();
    const target = 3;
    const doubtful = await modelInDoubt(target, image);
    const options = { learningRate: 0.1 };
    const { image: fooling, steps, fooled } = await makeFoolingImage(image, target, doubtful, options);
    expect(fooled).toBe(true);
    expect(bestOf((await doubtful.scores(fooling)).data)).toBe(target);
    expect(steps).toBeGreaterThan(1);
    expect(image.data).toEqual(before);
    // One step less is not enough.
    const less = await makeFoolingImage(image, target, model, {
      learningRate: 2,
      maxIterations: Math.max(1, steps - 1),
    });
    expect([less.fooled, less.steps]).toEqual(steps === 1 ? [true, 1] : [false, steps - 1]);
  });

  it('takes steps of the given size', async () => {
    const best = bestOf((await model.scores(image)).data);
    const options = { learningRate: 1e-3, maxIterations: 1 };
    const { image: moved, fooled } = await makeFoolingImage(image, (best + 1) % 5, model, options);
    expect(fooled).toBe(false);
    expect(Math.hypot(...moved.data.map((value, i) => value - (image.data[i] ?? 0)))).toBeCloseTo(1e-3, 5);
  });

  it('takes no step if the class is that already', async () => {
    const best = bestOf((await model.scores(image)).data);
    expect(await makeFoolingImage(image, best, model)).toMatchObject({ steps: 0, fooled: true });
  });

  it('refuses invalid arguments', async () => {
    await expect(makeFoolingImage(X, 1, model)).rejects.toThrow(ShapeError);
    await expect(makeFoolingImage(image, 5, model)).rejects.toThrow(DataError);
    await expect(makeFoolingImage(image, 1, model, { learningRate: 0 })).rejects.toThrow(OptionError);
    await expect(makeFoolingImage(image, 1, model, { rate: 1 } as never)).rejects.toThrow(OptionError);
    await expect(makeFoolingImage(image, 1, headless)).rejects.toThrow(OptionError);
  });
});

describe('createClassVisualization', () => {
  it('raises the score of its class, the same every time', async () => {
    const scores: number[] = [];
    const options = { iterations: 12, maxJitter: 2, learningRate: 5, seed: 3 };
    const made = await createClassVisualization(2, model, {
      ...options,
      onIteration: ({ score }) => scores.push(score),
    });
    expect([made.width, made.height, scores.length]).toEqual([37, 37, 12]);
    const score = (await model.scores([made])).data[2] ?? Number.NaN;
    expect(score).toBeGreaterThan(Math.abs(scores[0] ?? 0) + 1);
    expect((await createClassVisualization(2, model, options)).data).toEqual(made.data);
    expect((await createClassVisualization(2, model, { ...options, seed: 4 })).data).not.toEqual(made.data);
  });

  it('reports the picture of each step', async () => {
    const pictures: string[] = [];
    const onIteration = ({ picture: now }: { picture: () => { data: ArrayLike<number> } }) => {
      pictures.push(String(now().data));
    };
    const made = await createClassVisualization(0, model, { iterations: 3, onIteration });
    expect(new Set(pictures).size).toBe(3);
    expect(pictures.at(-1)).toBe(String(made.data));
  });

  it('refuses invalid arguments', async () => {
    await expect(createClassVisualization(-1, model)).rejects.toThrow(DataError);
    await expect(createClassVisualization(1, headless)).rejects.toThrow(OptionError);
    await expect(createClassVisualization(1, model, { iterations: 0 })).rejects.toThrow(OptionError);
  });
});

describe('extractFeatures', () => {
  it('gives every layer by torchvision’s number, the last one’s mean being the features', async () => {
    const layers = await extractFeatures(X, model);
    expect(layers.map(({ shape }) => shape[1])).toEqual([8, 8, 8, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12]);
    const last = layers.at(-1);
    const [, , height = 0, width = 0] = last?.shape ?? [];
    const features = (await model.features(X)).data;
    const means = Array.from(features, (_, i) => {
      const channel = Array.from(last?.data.slice(i * height * width, (i + 1) * height * width) ?? []);
      return channel.reduce((sum, value) => sum + value, 0) / (height * width);
    });
    expect(relativeError(means, features)).toBeLessThan(1e-12);
  });
});

describe('styleTransfer', () => {
  const style = noisePicture(7, 50, 43);
  const options = { imageSize: 37, styleSize: 40, styleWeights: [3e4, 3e4, 3e4, 3e4], iterations: 60 };

  it('lowers the loss, from the picture and from noise', async () => {
    for (const initRandom of [false, true]) {
      const { picture: made, losses } = await styleTransfer(picture, style, model, { ...options, initRandom });
      expect([made.width, made.height, losses.length]).toEqual([37, 37, 60]);
      expect(losses.at(-1)).toBeLessThan(0.5 * (losses[0] ?? 0));
    }
  });

  it('compensates a scale of features in its weights', async () => {
    const small = { ...options, iterations: 1, contentWeight: 0, tvWeight: 0 };
    const [plain] = (await styleTransfer(picture, style, model, small)).losses;
    const [scaled] = (await styleTransfer(picture, style, model, { ...small, featureScale: 2 })).losses;
    expect((plain ?? 0) / (scaled ?? 1)).toBeCloseTo(16, 9);
    // Of networks that look at bytes it is known to be large.
    const bytes = await loadNetwork(backend, smallFile('1.1', { input: 'BGR, 37x37, minus (100,110,120)' }), 'bytes');
    const [usual] = (await styleTransfer(picture, style, bytes, small)).losses;
    const [one] = (await styleTransfer(picture, style, bytes, { ...small, featureScale: 1 })).losses;
    expect((one ?? 0) / (usual ?? 1)).toBeCloseTo(7 ** 4, 6);
  });

  it('refuses invalid arguments', async () => {
    await expect(styleTransfer(picture, style, model, { styleLayers: [1] })).rejects.toThrow(ShapeError);
    const layers = { styleLayers: [13], styleWeights: [1] };
    await expect(styleTransfer(picture, style, model, layers)).rejects.toThrow(
      'expected a layer from 0 to 12, found 13',
    );
    await expect(styleTransfer(picture, {} as never, model)).rejects.toThrow(OptionError);
  });
});
