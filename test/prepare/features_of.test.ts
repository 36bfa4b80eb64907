import { expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { featuresOf } from '../../src/prepare/features_of.ts';
import { networkMaker } from '../../src/prepare/network_maker.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { noisePicture } from '../vision/support/pictures.ts';
import { SMALL_INPUT, smallWeights } from '../vision/support/small_squeezenet.ts';

const white = { width: 37, height: 37, data: new Uint8Array(4 * 37 * 37).fill(255) };
const pictures = [
  { path: 'white.png', picture: white },
  { path: 'noise.png', picture: noisePicture(2, 37, 37) },
];

/** A network whose numbers grow beyond float32 where a picture is not white. */
async function overflowing() {
  const weights = smallWeights('1.1');
  for (const name of ['conv1', 'fire2/squeeze1x1', 'fire2/expand1x1', 'fire2/expand3x3', 'fire3/squeeze1x1']) {
    const { data } = weights[`${name}.weight`] ?? { data: [] };
    for (const [i, value] of data.entries()) data[i] = 1e12 * value;
    weights[`${name}.bias`]?.data.fill(0);
  }
  const file = writeSafetensors(weights, { input: SMALL_INPUT.replace(/\(.*?\)/, '(255,255,255)') });
  return loadNetwork(new CpuBackend(), file, 'huge.safetensors');
}

it('features that are not finite are refused with the names of picture and weights', async () => {
  const network = await overflowing();
  await expect(featuresOf(networkMaker(network), pictures)).rejects.toThrow(
    'noise.png: feature 0: expected a finite number, found NaN. Check huge.safetensors: its weights are damaged, or too large.',
  );
  await expect(network.features(pictures.map(({ picture }) => picture))).rejects.toThrow(
    'huge.safetensors: features[1, 0]: expected a finite result, found NaN',
  );
});
