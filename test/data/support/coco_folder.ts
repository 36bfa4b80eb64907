import type { MemoryFile } from '../../../src/data/data_files.ts';
import { type DatasetToWrite, hdf5Bytes } from './write_hdf5.ts';

export const words = ['<NULL>', '<START>', '<END>', '<UNK>', 'a', 'dog', 'runs'];

/** What a small CS231n folder holds; a test changes one thing. */
export interface CocoFolder {
  captions: Record<string, DatasetToWrite>;
  features: Record<string, Record<string, DatasetToWrite>>;
  vocabulary: unknown;
  urls: Record<string, string>;
}

/** Two splits: train with 4 captions of 3 images, val with 2 captions of 2 images; T + 1 = 5, D = 3, V = 7. */
export function cocoFolder(): CocoFolder {
  return {
    captions: {
      train_captions: {
        data: Int32Array.from([1, 4, 5, 6, 2, 1, 4, 5, 2, 0, 1, 5, 2, 0, 0, 1, 4, 3, 6, 2]),
        shape: [4, 5],
      },
      train_image_idxs: { data: Int32Array.from([0, 0, 1, 2]), shape: [4] },
      val_captions: { data: Int32Array.from([1, 5, 6, 2, 0, 1, 6, 2, 0, 0]), shape: [2, 5] },
      val_image_idxs: { data: Int32Array.from([1, 0]), shape: [2] },
    },
    features: {
      'train2014_vgg16_fc7_pca.h5': { features: floats(3, 3, 0) },
      'val2014_vgg16_fc7_pca.h5': { features: floats(2, 3, 100) },
    },
    vocabulary: { idx_to_word: words, word_to_idx: Object.fromEntries(words.map((word, i) => [word, i])) },
    urls: {
      'train2014_urls.txt': 'http://a/0.jpg\nhttp://a/1.jpg\nhttp://a/2.jpg\n',
      'val2014_urls.txt': 'http://b/0.jpg\r\nhttp://b/1.jpg',
    },
  };
}

/** A feature matrix that counts up from `first`. */
export function floats(rows: number, columns: number, first: number): DatasetToWrite {
  return { data: Float32Array.from({ length: rows * columns }, (_, i) => first + i), shape: [rows, columns] };
}

/** The files of a folder, as bytes. */
export async function filesOf(folder: CocoFolder): Promise<MemoryFile[]> {
  const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });
  return [
    { name: 'coco2014_captions.h5', bytes: await hdf5Bytes(folder.captions) },
    ...(await Promise.all(
      Object.entries(folder.features).map(async ([name, datasets]) => ({ name, bytes: await hdf5Bytes(datasets) })),
    )),
    text(
      'coco2014_vocab.json',
      typeof folder.vocabulary === 'string' ? folder.vocabulary : JSON.stringify(folder.vocabulary),
    ),
    ...Object.entries(folder.urls).map(([name, content]) => text(name, content)),
  ];
}
