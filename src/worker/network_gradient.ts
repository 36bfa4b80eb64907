import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { tensor } from '../tensor.ts';
import type { ImageNetwork } from '../vision/network.ts';
import { greatestOverColours } from '../vision/saliency.ts';
import type { ExplainedPicture } from './picture_features.ts';
import type { Relevance } from './protocol.ts';

/** Places along a side: a person sees no more in a picture of a hand's width. */
const PLACES = 32;

/**
 * How strongly log p of each word of a caption changes with the pixels: its gradient with respect to the feature, taken on
 * through the network, the greatest of the three colours (Simonyan et al. 2013), averaged over each place.
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
