import { requireMethods } from '../arguments.ts';
import type { FloatTensor } from '../tensor.ts';
import { layerFeatures } from './layer_features.ts';
import type { ImageNetwork } from './network.ts';

/**
 * CS231n's `extract_features`: what every layer before the classifier makes of images, (N, channels, height, width) each, in torchvision's
 * order and numbers: 0 and 1 are the first convolution with its ReLU, which works in place there.
 * @param X images (N, 3, height, width) as `preprocessImage` makes them
 * @throws OptionError when the model is none, ShapeError or DataError when X cannot be used
 */
export async function extractFeatures(X: FloatTensor, model: ImageNetwork): Promise<FloatTensor[]> {
  const where = 'extractFeatures';
  requireMethods(`${where}: model`, 'an ImageNetwork', model, ['features', 'layers'], 'loadNetwork makes one.');
  return layerFeatures(`${where}: X`, model.layers(where, model.modules), X);
}
