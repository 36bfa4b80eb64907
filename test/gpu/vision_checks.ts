import { CpuBackend } from '../../src/cpu/backend.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { Random } from '../../src/random.ts';
import type { FloatTensor } from '../../src/tensor.ts';
import { tensor } from '../../src/tensor.ts';
import { layerFeatures } from '../../src/vision/layer_features.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { styleTransfer } from '../../src/vision/style_transfer.ts';
import { relativeToGreatest } from '../support/every_layer.ts';
import { normalTensor } from '../support/tensors.ts';
import { deviceObjectives } from '../vision/support/device_objective.ts';
import { noisePicture } from '../vision/support/pictures.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { atMost, equal } from './check.ts';
import { withBackend } from './shared_devices.ts';

const TERMS = {
  contentLayer: 4,
  contentWeight: 0.05,
  styleLayers: [1, 4, 5, 1],
  styleWeights: [3, 2, 1, 0.5],
  tvWeight: 0.02,
};

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
    results.push(...(await layerFeatures('layers', network.layers('layers', [1, 4, 5]), images)));
    const targets = { content: normalTensor(random, 1, 1, 3, 40, 37), style: normalTensor(random, 0.7, 1, 3, 41, 39) };
    const near = { shape: targets.content.shape, data: targets.content.data.map((value) => value + random.uniform()) };
    for (const { loss, gradient } of await deviceObjectives(network, [near, targets.content], targets, TERMS)) {
      results.push(tensor([1], [loss]), gradient);
    }
    const pair = [noisePicture(4, 37, 37), noisePicture(5, 40, 38)] as const;
    const { losses } = await styleTransfer(...pair, network, { imageSize: 37, styleSize: 38, iterations: 4 });
    results.push(tensor([4], losses));
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
