import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { ExplainedPicture } from './picture_features.ts';
import type { Relevance } from './protocol.ts';

/** How strongly log p of each word changes with the pixels that an encoder reads: the greatest of the three colours. */
export async function pixelRelevance(
  model: CaptioningRNN,
  { feature, caption }: Omit<ExplainedPicture, 'pixels'>,
): Promise<Relevance> {
  const { gradients } = await model.wordSaliency(feature, caption);
  const [, T = 0, D = 0] = gradients.shape;
  const places = D / 4;
  const maps = new Float32Array(T * places);
  for (let at = 0; at < maps.length; at++) {
    const [red = 0, green = 0, blue = 0] = gradients.data.subarray(4 * at, 4 * at + 3);
    maps[at] = Math.max(Math.abs(red), Math.abs(green), Math.abs(blue));
  }
  return { how: 'gradient', fit: 'contain', side: Math.sqrt(places), maps };
}
