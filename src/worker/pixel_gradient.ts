import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { FloatTensor } from '../tensor.ts';
import { greatestColour } from '../vision/saliency.ts';
import type { ExplainedPicture } from './picture_features.ts';
import type { Relevance } from './protocol.ts';

/** Pixels to each side that a map is averaged over. */
const REACH = 3;

/** How strongly log p of each word changes with the pixels that an encoder reads. */
export async function pixelRelevance(
  model: CaptioningRNN,
  { feature, caption }: Omit<ExplainedPicture, 'pixels'>,
): Promise<Relevance> {
  const { gradients } = await model.wordSaliency(feature, caption);
  const { side, maps } = gradientMaps(gradients);
  return { how: 'gradient', fit: 'contain', side, maps };
}

/**
 * The greatest of the gradient's three colours at each pixel (Simonyan et al. 2013), averaged over 7 × 7 of them: single pixels
 * of a network with maxima are noise.
 * @param gradients (N, T, D) with respect to D / 4 pixels of red, green, blue and alpha
 * @returns (N, T, side, side)
 */
export function gradientMaps({ shape, data }: FloatTensor): { readonly side: number; readonly maps: Float32Array } {
  const [N = 0, T = 0, D = 0] = shape;
  const side = Math.sqrt(D / 4);
  const maps = new Float32Array(N * T * side * side);
  const greatest = new Float32Array(side * side);
  for (let map = 0; map < N * T; map++) {
    for (let pixel = 0; pixel < greatest.length; pixel++) {
      greatest[pixel] = greatestColour(data, map * D + 4 * pixel, 1);
    }
    average(greatest, side, maps.subarray(map * greatest.length, (map + 1) * greatest.length));
  }
  return { side, maps };
}

/** Mean over the square around each place; beyond the edge is 0. */
function average(values: Float32Array, side: number, means: Float32Array): void {
  const near = (at: number) => [Math.max(0, at - REACH), Math.min(side - 1, at + REACH)] as const;
  for (let place = 0; place < values.length; place++) {
    const [top, bottom] = near(Math.floor(place / side));
    const [left, right] = near(place % side);
    let sum = 0;
    for (let y = top; y <= bottom; y++) for (let x = left; x <= right; x++) sum += values[y * side + x] ?? 0;
    means[place] = sum / (2 * REACH + 1) ** 2;
  }
}
