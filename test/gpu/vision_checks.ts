import { CpuBackend } from '../../src/cpu/backend.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { Random } from '../../src/random.ts';
import type { FloatTensor } from '../../src/tensor.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { relativeToGreatest } from '../support/every_layer.ts';
import { normalTensor } from '../support/tensors.ts';
import { noisePicture } from '../vision/support/pictures.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { atMost, equal } from './check.ts';
import { withBackend } from './program_checks.ts';

// float32 throughout, through 26 convolutions: of a tensor's greatest value.
const CLOSE = 2e-5;

/** More pictures than one, then fewer, through every kind of program. */
async function everyResult(backend: Backend, version: '1.0' | '1.1'): Promise<FloatTensor[]> {
  const random = new Random(1);
  const network = await loadNetwork(backend, smallFile(version), 'small');
  try {
    const pictures = [1, 2, 3].map((seed) => noisePicture(seed, 37, 37));
    const images = normalTensor(random, 1, 2, 3, 40, 37);
    const results = [
      await network.scores(pictures),
      await network.scores(pictures.slice(1, 2)),
      await network.features(images),
      await network.gradient(pictures, { dscores: normalTensor(random, 1, 3, 5) }),
      await network.gradient(images, { dfeatures: normalTensor(random, 1, 2, 12) }),
    ];
    const layers = network.openLayers('layers', images, [1, 4, 5], true);
    const features = await layers.forward(images);
    results.push(...features, await layers.backward(features));
    layers.destroy();
    return results;
  } finally {
    network.destroy();
  }
}

const agrees = (version: '1.0' | '1.1') => () =>
  withBackend(async (backend) => {
    const found = await everyResult(backend, version);
    const reference = await everyResult(new CpuBackend({ precision: 'float64' }), version);
    equal(
      found.map(({ shape }) => shape),
      reference.map(({ shape }) => shape),
      'shapes',
    );
    for (const [i, tensor] of reference.entries()) {
      atMost(relativeToGreatest(found[i] as FloatTensor, tensor), CLOSE, `error of result ${i}`);
    }
    // What is kept to read results back does not grow.
    const kept = backend.bytes;
    await everyResult(backend, version);
    equal(backend.bytes, kept, 'bytes that are left');
  });

export const visionChecks = {
  'SqueezeNet 1.0 agrees with the float64 reference: scores, features, gradients of pictures': agrees('1.0'),
  'SqueezeNet 1.1 agrees with the float64 reference: scores, features, gradients of pictures': agrees('1.1'),
};
