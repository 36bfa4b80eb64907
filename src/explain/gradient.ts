import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { type FloatTensor, tensor } from '../tensor.ts';
import type { ImageNetwork } from '../vision/network.ts';
import { greatestColour, greatestOverColours } from '../vision/saliency.ts';
import type { ExplainedPicture, Relevance } from './relevance.ts';

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
 * The maximum of the gradient over the three colours at each pixel (Simonyan et al. 2013), averaged over 7 × 7 of them: single
 * pixels
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

/** Places along a side: a picture as wide as a hand shows no finer detail. */
const PLACES = 32;

/**
 * How strongly log p of each word of a caption changes with the pixels: its gradient with respect to the feature, propagated
 * through the network, the maximum over the three colours (Simonyan et al. 2013), averaged over each place.
 */
export async function gradientRelevance(
  model: CaptioningRNN,
  network: ImageNetwork,
  { pixels, feature, caption }: ExplainedPicture,
): Promise<Relevance> {
  const { gradients } = await model.wordSaliency(feature, caption);
  const [, T = 0, D = 0] = gradients.shape;
  const dfeatures = tensor([T, D], gradients.data);
  const gradient = await network.gradient(Array<typeof pixels>(T).fill(pixels), { dfeatures });
  const [, , height = 0, width = 0] = gradient.shape;
  const { data } = greatestOverColours(gradient, height, width);
  const maps = new Float32Array(T * PLACES * PLACES);
  for (let t = 0; t < T; t++) {
    const map = data.subarray(t * height * width, (t + 1) * height * width);
    maps.set(averaged(map, height, width), t * PLACES * PLACES);
  }
  return { how: 'gradient', fit: 'fill', side: PLACES, maps };
}

/** Means over PLACES × PLACES places of a map (height, width). */
function averaged(map: Float32Array | Float64Array, height: number, width: number): Float32Array {
  const [sums, counts] = [new Float32Array(PLACES * PLACES), new Float32Array(PLACES * PLACES)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const place = Math.floor((y * PLACES) / height) * PLACES + Math.floor((x * PLACES) / width);
      sums[place] = (sums[place] ?? 0) + (map[y * width + x] ?? 0);
      counts[place] = (counts[place] ?? 0) + 1;
    }
  }
  return sums.map((sum, place) => sum / (counts[place] || 1));
}
