import type { FloatTensor, IndexTensor } from '../tensor.ts';
import { classesOf, oneHot, requireClassifier } from './classes.ts';
import type { ImageNetwork } from './network.ts';
import { requireImages } from './network_input.ts';

/**
 * CS231n's `compute_saliency_maps`: how much each pixel matters to the score of an image's class: the maximum absolute
 * gradient of
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

/** (N, 3, height, width) → (N, height, width): the maximum absolute value of the three. */
export function greatestOverColours({ shape, data }: FloatTensor, height: number, width: number): FloatTensor {
  const [N = 0] = shape;
  const pixels = height * width;
  const result = data.slice(0, N * pixels);
  for (let n = 0; n < N; n++) {
    for (let m = 0; m < pixels; m++) {
      result[n * pixels + m] = greatestColour(data, 3 * n * pixels + m, pixels);
    }
  }
  return { shape: [N, height, width], data: result };
}

/** The maximum absolute value of three colours that lie `apart` numbers from each other. */
export function greatestColour(data: FloatTensor['data'], red: number, apart: number): number {
  const [green, blue] = [red + apart, red + 2 * apart];
  return Math.max(Math.abs(data[red] ?? 0), Math.abs(data[green] ?? 0), Math.abs(data[blue] ?? 0));
}
