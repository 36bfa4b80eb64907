import type { CaptionDataset, FeatureMatrix } from '../../src/data/dataset.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { networkEncoder } from '../../src/model/network_encoder_file.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { noisePicture } from '../vision/support/pictures.ts';
import { SMALL_INPUT, smallFile } from '../vision/support/small_squeezenet.ts';
import { wordToIdx } from './captions.ts';
import { smallDataset } from './dataset.ts';

const [T, V] = [4, 9];
export const IMAGES = 5;

const bytes = smallFile('1.1', { input: SMALL_INPUT });
const { encoder, params, pixels } = networkEncoder(bytes, 'small');
const pictures = Array.from({ length: IMAGES }, (_, seed) => noisePicture(seed + 1, 40, 40));

/** A small SqueezeNet's parameters, by the names that they have in a captioner. */
export const networkParameters = Object.keys(params);

function rowsOf(count: number, length: number, data: Float32Array | Float64Array): FeatureMatrix {
  const row = (index: number) => [...data.subarray(index * length, (index + 1) * length)];
  return { count, length, readRows: (indices) => Float32Array.from(Array.from(indices).flatMap(row)) };
}

function withFeatures(data: CaptionDataset, features: FeatureMatrix): CaptionDataset {
  const { train } = data.splits;
  if (!train) throw new Error('no captions');
  return { ...data, featureLength: features.length, splits: { train: { ...train, features } } };
}

const sizes = { wordvecDim: 4, hiddenDim: 6, cellType: 'lstm', seed: 3 } as const;

/** Twelve captions of five pictures as pixels, and a captioner whose encoder is a small SqueezeNet. */
export function captionerOfPixels(backend: Backend) {
  const model = new CaptioningRNN(backend, { wordToIdx: wordToIdx(V), encoder, ...sizes });
  model.setParams(params);
  const { shape, data } = pixels(pictures);
  const captions = smallDataset({ captions: 12, images: IMAGES, T, V });
  return { model, data: withFeatures(captions, rowsOf(IMAGES, shape[1] ?? 0, data)) };
}

/** The same captions of what that network makes of the pictures, and a captioner of features with the same weights. */
export async function captionerOfFeatures(backend: Backend) {
  const network = await loadNetwork(backend, bytes, 'small');
  const { shape, data } = await network.features(pictures);
  network.destroy();
  const features = rowsOf(IMAGES, shape[1] ?? 0, data);
  const model = new CaptioningRNN(backend, { wordToIdx: wordToIdx(V), inputDim: features.length, ...sizes });
  const captions = smallDataset({ captions: 12, images: IMAGES, T, V });
  return { model, features, data: withFeatures(captions, features) };
}
