import type { CaptionDataset, Split } from '../../src/data/dataset.ts';
import { Random } from '../../src/random.ts';
import { captionMixes, wordToIdx } from './captions.ts';

/** A small data set in memory: `captions` captions of every length over `images` random features. */
export function smallDataset({ captions = 10, images = 6, T = 5, D = 4, V = 9, seed = 1 } = {}): CaptionDataset {
  const random = new Random(seed);
  const features = Float32Array.from({ length: images * D }, () => random.normal());
  const train: Split = {
    name: 'train',
    captions: wellFormed(captionMixes['every length']?.(captions, T, V, random) ?? new Int32Array(), T + 1, V),
    captionCount: captions,
    imageIdxs: Int32Array.from({ length: captions }, () => random.below(images)),
    features: {
      count: images,
      length: D,
      readRows: (indices) =>
        Float32Array.from(Array.from(indices).flatMap((row) => [...features.subarray(row * D, (row + 1) * D)])),
    },
    urls: [],
  };
  const numbers = wordToIdx(V);
  return {
    name: 'small',
    vocabulary: { wordToIdx: numbers, idxToWord: Object.keys(numbers) },
    captionLength: T + 1,
    featureLength: D,
    splits: { train },
    close: () => {},
  };
}

/** `<START>`, the words there are, then `<END>` where there is room, and `<NULL>`. */
function wellFormed(captions: Int32Array, length: number, V: number): Int32Array {
  return captions.map((word, i) => {
    const column = i % length;
    if (column === 0) return 1;
    if (word === 0) return (captions[i - 1] ?? 0) === 0 ? 0 : 2;
    return word < 3 ? 3 + (word % (V - 3)) : word;
  });
}
