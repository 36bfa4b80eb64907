import type { CaptionDataset, Split } from '../../src/data/dataset.ts';
import { plainTrainingData, type TrainingData } from '../../src/sources/training_data.ts';

const idxToWord = ['<NULL>', '<START>', '<END>', '<UNK>', 'a', 'red', 'blue', 'ring', 'star'];
const LENGTH = 6;
const FEATURES = 5;

function split(name: string, images: number): Split {
  const captionCount = 2 * images;
  const imageIdxs = Int32Array.from({ length: captionCount }, (_, row) => row % images);
  const captions = new Int32Array(captionCount * LENGTH);
  for (let row = 0; row < captionCount; row++) {
    const image = row % images;
    captions.set([1, 4, 5 + (image % 2), 7 + (Math.floor(image / 2) % 2), 2, 0], row * LENGTH);
  }
  const rows = Array.from({ length: images }, (_, image) => [image % 2, Math.floor(image / 2) % 2, 1, 0, 0.5]);
  return {
    name,
    captions,
    captionCount,
    imageIdxs,
    urls: [],
    features: {
      count: images,
      length: FEATURES,
      readRows: (indices) => Float32Array.from(Array.from(indices).flatMap((index) => rows[index] ?? [])),
    },
  };
}

/**
 * Four kinds of pictures, "a red ring" to "a blue star", that a few units learn in seconds.
 * @param others splits besides train
 */
export function smallData(others: readonly string[] = ['test']): TrainingData & { closed: boolean } {
  const data: CaptionDataset = {
    name: 'four kinds',
    vocabulary: { idxToWord, wordToIdx: Object.fromEntries(idxToWord.map((word, idx) => [word, idx])) },
    captionLength: LENGTH,
    featureLength: FEATURES,
    splits: { train: split('train', 40), ...Object.fromEntries(others.map((name) => [name, split(name, 16)])) },
    close() {
      made.closed = true;
    },
  };
  const plain = plainTrainingData(data);
  const made = {
    ...plain,
    closed: false,
    check: (name: string, image: number, caption: string) => {
      const right = plain.picture(name, image).references.includes(caption);
      return { main: right, absent: right ? [] : [{ phrase: caption, word: 0 }], sentence: true };
    },
  };
  return made;
}
