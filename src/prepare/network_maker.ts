import type { ImageNetwork } from '../vision/network.ts';
import { resizePicture } from '../vision/resize.ts';
import type { FeatureMaker } from './feature_maker.ts';

/** A convolutional network as what makes features. Its mark is that of its weights file, which says what pictures it takes. */
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
