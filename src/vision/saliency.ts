import type { FloatTensor, IndexTensor } from '../tensor.ts';
import { classesOf, oneHot, requireClassifier } from './classes.ts';
import type { ImageNetwork } from './network.ts';
import { requireImages } from './network_input.ts';

/**
 * CS231n's `compute_saliency_maps`: how much each pixel matters to the score of an image's class: the greatest absolute gradient of
 * that score over the pixel's three colours.
 * @param X images (N, 3, height, width) as `preprocessImage` makes them
 * @param y N class numbers
 * @returns (N, height, width)
 * @throws OptionError when the model is no network with a classifier, ShapeError for shapes that do not fit, DataError for a
 * class out of range or a number that is not finite
 */
export async function computeSaliencyMaps(
  X: FloatTensor,
  y: readonly number[] | IndexTensor,
  model: ImageNetwork,
): Promise<FloatTensor> {
  const where = 'computeSaliencyMaps';
  requireClassifier(where, model);
  requireImages(`${where}: X`, X, model.backend);
  const [N = 0, , height = 0, width = 0] = X.shape;
  const classes = classesOf(`${where}: y`, y, N, model);
  const { gradient } = await model.outputsAndGradient(where, X, { dscores: oneHot(classes, model) });
  return greatestOverColours(gradient, height, width);
}

/** (N, 3, height, width) → (N, height, width): the greatest absolute number of the three. */
export function greatestOverColours({ shape, data }: FloatTensor, height: number, width: number): FloatTensor {
  const [N = 0] = shape;
  const pixels = height * width;
  const result = data.slice(0, N * pixels);
  for (let n = 0; n < N; n++) {
    for (let m = 0; m < pixels; m++) {
      const at = 3 * n * pixels + m;
      const [red = 0, green = 0, blue = 0] = [data[at], data[at + pixels], data[at + 2 * pixels]];
      result[n * pixels + m] = Math.max(Math.abs(red), Math.abs(green), Math.abs(blue));
    }
  }
  return { shape: [N, height, width], data: result };
}
