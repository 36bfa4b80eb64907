import type { ImageNetwork } from '../vision/network.ts';
import { resizePicture } from '../vision/resize.ts';
import type { FeatureMaker } from './feature_maker.ts';

/** A convolutional network as a feature maker, with the mark of its weights file, which determines the preprocessing. */
export function networkMaker(network: ImageNetwork): FeatureMaker {
  const { inputSize, featureLength, mark } = network;
  return {
    mark: { madeBy: `${mark.network}; ${mark.preprocessing}`, fingerprint: mark.weights },
    name: network.fileName,
    length: featureLength,
    fit: (picture) => resizePicture(picture, inputSize, inputSize),
    features: async (pictures) => (await network.rawFeatures(pictures)).data,
  };
}
