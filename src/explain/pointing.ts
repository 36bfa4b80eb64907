import type { CaptionDataset, Split } from '../data/dataset.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { tensor } from '../tensor.ts';
import { gradientMaps } from './gradient.ts';

/**
 * For how many of the words that name the colour or shape of an object the saliency has its maximum inside it (Scenes as pixels
 * only).
 */
export interface Pointing {
  readonly split: string;
  readonly words: number;
  readonly inside: number;
}

/** The objects of a picture that a caption names: by which words, and (side, side) 1 where each is. */
export type NamedPlaces = (
  split: string,
  image: number,
  caption: string,
  side: number,
) => readonly { readonly words: readonly number[]; readonly places: Uint8Array }[];

/** Pictures whose gradients are asked for at once: 64 words are one submit. */
const CHUNK = 8;

/**
 * Counts how often the map of a word that names the colour or shape of an object has
 * its maximum inside that object (the pointing game of Zhang et al. 2016).
 * @param captions the model's, of all pictures of the split
 * @returns undefined when the data set cannot judge this, or when `proceed` returns false
 */
export async function measurePointing(
  model: CaptioningRNN,
  { data, namedPlaces }: { readonly data: CaptionDataset; readonly namedPlaces?: NamedPlaces },
  split: Split,
  captions: readonly string[],
  proceed: (done: number, total: number) => boolean,
): Promise<Pointing | undefined> {
  if (!namedPlaces) return undefined;
  const total = split.features.count;
  let [words, inside] = [0, 0];
  for (let start = 0; start < total; start += CHUNK) {
    if (!proceed(start, total)) return undefined;
    const images = Array.from({ length: Math.min(CHUNK, total - start) }, (_, i) => start + i);
    const said = captions.slice(start, start + images.length);
    const features = tensor([images.length, data.featureLength], split.features.readRows(images));
    const { gradients } = await model.wordSaliency(features, captionRows(said, data));
    const { side, maps } = gradientMaps(gradients);
    const [, T = 0] = gradients.shape;
    for (const [n, image] of images.entries()) {
      for (const { words: naming, places } of namedPlaces(split.name, image, said[n] ?? '', side)) {
        for (const word of naming) {
          const map = maps.subarray((n * T + word) * side * side, (n * T + word + 1) * side * side);
          words++;
          inside += places[map.indexOf(Math.max(...map))] ?? 0;
        }
      }
    }
  }
  return { split: split.name, words, inside };
}

/** Captions as rows of word numbers: `<START>`, the words, `<END>`. */
function captionRows(captions: readonly string[], { vocabulary, captionLength }: CaptionDataset) {
  const rows = new Int32Array(captions.length * captionLength);
  const numberOf = (word: string) => vocabulary.wordToIdx[word] ?? 0;
  for (const [n, caption] of captions.entries()) {
    const words = ['<START>', ...caption.split(' ').filter((word) => word !== ''), '<END>'].slice(0, captionLength);
    rows.set(words.map(numberOf), n * captionLength);
  }
  return tensor([captions.length, captionLength], rows);
}
