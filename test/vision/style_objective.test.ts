import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { Random } from '../../src/random.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { preprocessImage } from '../../src/vision/preprocess.ts';
import { styleTransfer } from '../../src/vision/style_transfer.ts';
import { relativeError } from '../support/gradients.ts';
import { normalTensor } from '../support/tensors.ts';
import { deviceObjectives } from './support/device_objective.ts';
import { noisePicture } from './support/pictures.ts';
import { plainObjective } from './support/plain_style.ts';
import { slopeError } from './support/slopes.ts';
import { smallFile } from './support/small_squeezenet.ts';

const backend = new CpuBackend({ precision: 'float64' });
const random = new Random(1);
const image = normalTensor(random, 1, 1, 3, 37, 41);
const targets = { content: normalTensor(random, 1, 1, 3, 37, 41), style: normalTensor(random, 0.7, 1, 3, 43, 39) };
/** One layer is read by a pooling, one by a fire module, one is held against both, and one twice. */
const layers = { contentLayer: 4, styleLayers: [1, 4, 5, 3, 1, 9] };
const weights = { contentWeight: 0.05, styleWeights: [30, 20, 0, 10, 5, 40], tvWeight: 0.02 };
const terms = { ...layers, ...weights };

describe.each(['1.0', '1.1'] as const)('the objective of style transfer, by SqueezeNet %s', (version) => {
  it('is the sum of the losses, with their gradient', async () => {
    const model = await loadNetwork(backend, smallFile(version), 'small');
    const plain = await plainObjective(model, image, targets, terms);
    const [found] = await deviceObjectives(model, [image], targets, terms);
    expect(relativeError([found?.loss ?? 0], [plain.loss])).toBeLessThan(1e-12);
    expect(relativeError(found?.gradient.data ?? [], plain.gradient.data)).toBeLessThan(1e-12);
  });

  it('has the gradient of central differences', async () => {
    const model = await loadNetwork(backend, smallFile(version), 'small');
    const at = async () => (await deviceObjectives(model, [image], targets, terms))[0];
    const gradient = (await at())?.gradient ?? image;
    expect(await slopeError(image, gradient, async () => (await at())?.loss ?? 0)).toBeLessThan(1e-6);
  });
});

it.each([
  ['content', { contentWeight: 1 }],
  ['style', { styleWeights: [1, 2, 3, 4, 5, 6] }],
  ['total variation', { tvWeight: 1 }],
])('of %s alone, it equals that part', async (_, one) => {
  const model = await loadNetwork(backend, smallFile('1.1'), 'small');
  const none = { contentWeight: 0, styleWeights: [0, 0, 0, 0, 0, 0], tvWeight: 0 };
  const alone = { ...layers, ...none, ...one };
  const plain = await plainObjective(model, image, targets, alone);
  const [found, second] = await deviceObjectives(model, [image, targets.content], targets, alone);
  expect(plain.loss).toBeGreaterThan(0);
  expect(relativeError([found?.loss ?? 0], [plain.loss])).toBeLessThan(1e-12);
  // Another image through the same program.
  const other = await plainObjective(model, targets.content, targets, alone);
  expect(relativeError([second?.loss ?? 0], [other.loss])).toBeLessThan(1e-12);
});

it('style transfer minimises it by Adam, restarted for the last tenth', async () => {
  const model = await loadNetwork(backend, smallFile('1.1'), 'small');
  const [picture, style] = [noisePicture(1, 37, 37), noisePicture(7, 43, 37)];
  const iterations = 21;
  const options = { ...terms, contentWeight: 50, imageSize: 37, styleSize: 37, iterations };
  const { losses } = await styleTransfer(picture, style, model, options);
  const [content, like] = [preprocessImage(picture), preprocessImage(style)];
  const values = Float64Array.from(content.data);
  let [m, v, steps] = [values.map(() => 0), values.map(() => 0), 0];
  for (let t = 0; t < iterations; t++) {
    // 0.95 and 0.9 of 21.
    if (t < 20) for (const [i, value] of values.entries()) values[i] = Math.min(1.5, Math.max(-1.5, value));
    const image = { shape: content.shape, data: values };
    const { loss, gradient } = await plainObjective(model, image, { content, style: like }, options);
    expect(relativeError([losses[t] ?? 0], [loss]), `step ${t}`).toBeLessThan(1e-9);
    if (t === 18) [m, v, steps] = [values.map(() => 0), values.map(() => 0), 0];
    steps++;
    for (const [i, slope] of gradient.data.entries()) {
      m[i] = 0.9 * (m[i] ?? 0) + 0.1 * slope;
      v[i] = 0.999 * (v[i] ?? 0) + 0.001 * slope ** 2;
      const [mean, square] = [(m[i] ?? 0) / (1 - 0.9 ** steps), (v[i] ?? 0) / (1 - 0.999 ** steps)];
      values[i] = (values[i] ?? 0) - ((t < 18 ? 3 : 0.1) * mean) / (Math.sqrt(square) + 1e-8);
    }
  }
});

it('style transfer refuses a loss that is not finite', async () => {
  const model = await loadNetwork(backend, smallFile('1.1'), 'small');
  const options = { imageSize: 37, styleSize: 37, iterations: 1, styleWeights: [1e12, 1, 1, 1], featureScale: 1e-80 };
  const pictures = [noisePicture(1, 37, 37), noisePicture(7, 43, 37)] as const;
  await expect(styleTransfer(...pictures, model, options)).rejects.toThrow(
    'styleTransfer: loss: expected a finite result',
  );
});
