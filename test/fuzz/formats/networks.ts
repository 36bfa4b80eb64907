import { CpuBackend } from '../../../src/cpu/backend.ts';
import { firstNonFinite } from '../../../src/finite.ts';
import { isZip } from '../../../src/tensor_files/zip_directory.ts';
import { loadNetwork } from '../../../src/vision/load_network.ts';
import { preprocessImage } from '../../../src/vision/preprocess.ts';
import { torchFile } from '../../support/torch_files.ts';
import { noisePicture } from '../../vision/support/pictures.ts';
import { asTorchvision, smallFile, smallWeights } from '../../vision/support/small_squeezenet.ts';
import { type Format, hold } from '../format.ts';
import { attackDigits, attackLength } from '../length_mutations.ts';
import { safetensorsMutators } from '../safetensors_mutations.ts';
import { zipMutators } from '../zip_mutations.ts';
import { packed } from './archives.ts';
import { withoutChecksum } from './weights.ts';

const backend = new CpuBackend({ precision: 'float32' });
const images = preprocessImage(noisePicture(1, 37, 37));

/** What a network is good for: the features of a picture, and the scores where it has a classifier. */
async function useNetwork(bytes: Uint8Array): Promise<unknown> {
  const network = await loadNetwork(backend, bytes, 'network');
  try {
    const features = await network.features(images);
    const scores = network.classCount > 0 ? await network.scores(images) : undefined;
    for (const { data } of [features, scores ?? features]) hold(firstNonFinite(data) < 0, 'a result is not finite');
    const { inputSize, mark } = network;
    // Nothing but a checksum over the file tells two copies of it apart.
    return { features, scores, inputSize, preprocessing: mark.preprocessing };
  } finally {
    network.destroy();
  }
}

export const networks: Format = {
  name: 'network',
  mutators: [...safetensorsMutators, attackLength, attackDigits],
  async originals() {
    const made = { 'SqueezeNet 1.0': smallFile('1.0'), 'SqueezeNet 1.1': smallFile('1.1') };
    return Object.entries(made).map(([name, bytes]) => ({ name, bytes: withoutChecksum(bytes), read: useNetwork }));
  },
};

export const torchNetworks: Format = {
  name: 'network_pth',
  mutators: [...zipMutators, attackLength, attackDigits],
  async originals() {
    const file = torchFile(asTorchvision('1.1', smallWeights('1.1')));
    return [{ name: 'SqueezeNet 1.1', bytes: packed(file, false), read: useNetwork, sealed: isZip }];
  },
};
