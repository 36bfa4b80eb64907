import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { ShapeError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import type { FloatTensor } from '../../src/tensor.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import type { ImageNetwork } from '../../src/vision/network.ts';
import type { OutputGradient } from '../../src/vision/network_output.ts';
import { normalTensor } from '../support/tensors.ts';
import { slopeError } from './support/slopes.ts';
import { smallFile } from './support/small_squeezenet.ts';

const backend = new CpuBackend({ precision: 'float64' });
const images = normalTensor(new Random(1), 1, 2, 3, 37, 41);

async function withNetwork(version: '1.0' | '1.1', use: (network: ImageNetwork) => Promise<void>) {
  const network = await loadNetwork(backend, smallFile(version), 'small');
  await use(network);
  network.destroy();
}

const dot = (a: FloatTensor, b: FloatTensor) => {
  let sum = 0;
  for (const [i, value] of a.data.entries()) sum += value * (b.data[i] ?? 0);
  return sum;
};

describe.each(['1.0', '1.1'] as const)('gradients of images through SqueezeNet %s', (version) => {
  it.each<[string, OutputGradient]>([
    ['scores', { dscores: normalTensor(new Random(2), 1, 2, 5) }],
    ['features', { dfeatures: normalTensor(new Random(3), 1, 2, 12) }],
  ])('from %s equal those of central differences', async (_, of) => {
    await withNetwork(version, async (network) => {
      const gradient = await network.gradient(images, of);
      expect(gradient.shape).toEqual(images.shape);
      const value = async () =>
        of.dscores ? dot(await network.scores(images), of.dscores) : dot(await network.features(images), of.dfeatures);
      const error = await slopeError(images, gradient, value);
      expect(error).toBeLessThan(1e-6);
    });
  });
});

describe('a gradient', () => {
  it('of another shape is refused', async () => {
    await withNetwork('1.1', async (network) => {
      const dscores = normalTensor(new Random(4), 1, 1, 5);
      await expect(network.gradient(images, { dscores })).rejects.toThrow(ShapeError);
    });
  });
});
