import { requireMethods } from '../arguments.ts';
import type { FloatTensor } from '../tensor.ts';
import type { ImageNetwork } from './network.ts';

/**
 * CS231n's `extract_features`: what every layer before the classifier makes of images, (N, channels, height, width) each, in torchvision's
 * order and numbers: 0 and 1 are the first convolution with its ReLU, which works in place there.
 * @param X images (N, 3, height, width) as `preprocessImage` makes them
 * @throws OptionError when the model is none, ShapeError or DataError when X cannot be used
 */
export async function extractFeatures(X: FloatTensor, model: ImageNetwork): Promise<FloatTensor[]> {
  requireMethods(
    'extractFeatures: model',
    'an ImageNetwork',
    model,
    ['features', 'openLayers'],
    'loadNetwork makes one.',
  );
  const layers = model.openLayers('extractFeatures: X', X, model.modules, false);
  try {
    return await layers.forward(X);
  } finally {
    layers.destroy();
  }
}
