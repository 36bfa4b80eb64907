import { DataError } from '../../errors.ts';
import type { MemoryFile } from '../data_files.ts';
import { hdf5Module } from '../hdf5_module.ts';
import { DESCRIPTOR_LENGTH } from './descriptor.ts';
import { CAPTION_LENGTH, WORDS } from './grammar.ts';

/** A split ready to be written. */
export interface SplitToWrite {
  readonly name: string;
  /** (images, 512) */
  readonly features: Float32Array;
  /** The captions of each image. */
  readonly references: readonly (readonly string[])[];
  /** One address an image. */
  readonly urls: readonly string[];
}

/** The splits as the files of a CS231n `coco_captioning` folder, in memory. */
export async function sceneFiles(splits: readonly SplitToWrite[]): Promise<MemoryFile[]> {
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
    const matrix = { data: features, shape: [references.length, DESCRIPTOR_LENGTH] };
    files.push(await hdf5(`${name}2014_vgg16_fc7_pca.h5`, { features: matrix }));
    files.push(text(`${name}2014_urls.txt`, urls.join('\n')));
  }
  return [...files, await hdf5('coco2014_captions.h5', captions)];
}

interface ToWrite {
  readonly data: Int32Array | Float32Array;
  readonly shape: number[];
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

let written = 0;

async function hdf5(name: string, datasets: Readonly<Record<string, ToWrite>>): Promise<MemoryFile> {
  const { h5wasm, module } = await hdf5Module();
  // A name of its own in the module's memory: two data sets may be written at once.
  const path = `/scenes${written++}.h5`;
  const file = new h5wasm.File(path, 'w');
  for (const [dataset, { data, shape }] of Object.entries(datasets)) {
    file.create_dataset({ name: dataset, data, shape });
  }
  file.close();
  const bytes = module.FS.readFile(path);
  module.FS.unlink(path);
  return { name, bytes };
}
