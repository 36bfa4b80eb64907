import { DataError } from '../../errors.ts';
import type { MemoryFile } from '../data_files.ts';
import { type ToWrite, writeHdf5 } from '../hdf5/write.ts';
import { CAPTION_LENGTH, WORDS } from './grammar.ts';

/** A split ready to be written. */
export interface SplitToWrite {
  readonly name: string;
  /** (images, numbers of a picture) */
  readonly features: Float32Array;
  /** The captions of each image. */
  readonly references: readonly (readonly string[])[];
  /** One address an image. */
  readonly urls: readonly string[];
}

/** The splits as the files of a CS231n `coco_captioning` folder, in memory. */
export function sceneFiles(splits: readonly SplitToWrite[]): MemoryFile[] {
  const wordToIdx = Object.fromEntries(WORDS.map((word, index) => [word, index]));
  const captions: Record<string, ToWrite> = {};
  const files: MemoryFile[] = [
    text('coco2014_vocab.json', JSON.stringify({ idx_to_word: WORDS, word_to_idx: wordToIdx })),
  ];
  for (const { name, features, references, urls } of splits) {
    const rows = references.flat();
    const numbers = Int32Array.from(rows.flatMap((caption) => encode(caption, wordToIdx)));
    const images = Int32Array.from(references.flatMap((ofImage, image) => ofImage.map(() => image)));
    captions[`${name}_captions`] = { data: numbers, shape: [rows.length, CAPTION_LENGTH] };
    captions[`${name}_image_idxs`] = { data: images, shape: [rows.length] };
    const matrix = { data: features, shape: [references.length, features.length / Math.max(1, references.length)] };
    files.push({ name: `${name}2014_vgg16_fc7_pca.h5`, bytes: writeHdf5({ features: matrix }) });
    files.push(text(`${name}2014_urls.txt`, urls.join('\n')));
  }
  return [...files, { name: 'coco2014_captions.h5', bytes: writeHdf5(captions) }];
}

/** `<START> words <END> <NULL> …`. @throws DataError for a word or a length that the data set has no room for */
function encode(caption: string, wordToIdx: Readonly<Record<string, number>>): number[] {
  const numbers = ['<START>', ...caption.split(' '), '<END>'].map((word) => {
    const number = wordToIdx[word];
    if (number !== undefined) return number;
    throw new DataError({ where: `Scenes: caption "${caption}"`, expected: 'known words', found: `"${word}"` });
  });
  if (numbers.length > CAPTION_LENGTH) {
    const expected = `at most ${CAPTION_LENGTH - 2} words`;
    throw new DataError({ where: `Scenes: caption "${caption}"`, expected, found: `${numbers.length - 2}` });
  }
  const padding = new Array<number>(CAPTION_LENGTH - numbers.length).fill(wordToIdx['<NULL>'] ?? 0);
  return [...numbers, ...padding];
}

function text(name: string, content: string): MemoryFile {
  return { name, bytes: new TextEncoder().encode(content) };
}
