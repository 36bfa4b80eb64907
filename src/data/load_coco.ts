import { DataError, OptionError } from '../errors.ts';
import { positiveInteger, rejectUnknownOptions } from '../options.ts';
import { Random } from '../random.ts';
import { browserFiles } from './browser_files.ts';
import { readText } from './byte_source.ts';
import { type CaptionTable, readCaptions, requireImages, splitNames } from './coco_captions.ts';
import { type DataFiles, type MemoryFile, memoryFiles, missingFile } from './data_files.ts';
import type { CaptionDataset, Split, Vocabulary } from './dataset.ts';
import { type OpenFeatures, openFeatures } from './features.ts';
import { type Hdf5File, openHdf5 } from './hdf5.ts';
import { folderFiles } from './node_files.ts';
import { parseVocabulary } from './vocabulary.ts';

/** Where a CS231n folder is: its path (Node), its dropped files (a browser worker), or its files in memory. */
export type CocoSource = string | readonly File[] | { readonly name: string; readonly files: readonly MemoryFile[] };

export interface LoadCocoOptions {
  /** Use `{split}2014_vgg16_fc7_pca.h5` (true) or `{split}2014_vgg16_fc7.h5` (false); by default PCA where all splits have it. */
  readonly pcaFeatures?: boolean;
  /** Keep so many captions of the split `train`, drawn at random with replacement as CS231n does. */
  readonly maxTrain?: number;
  /** Decides which captions `maxTrain` keeps. Default 0. */
  readonly seed?: number;
  /** Called as files are done, for a progress line. */
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

const CAPTIONS_FILE = 'coco2014_captions.h5';
const VOCABULARY_FILE = 'coco2014_vocab.json';
const FEATURES_FILE = /^(.+)2014_vgg16_fc7(_pca)?\.h5$/;

/**
 * Loads a captioning data set in the CS231n layout (`load_coco_data` of assignment 3): `coco2014_captions.h5`,
 * `coco2014_vocab.json`, and for each split in the captions file `{split}2014_vgg16_fc7[_pca].h5` and, if it is there,
 * `{split}2014_urls.txt`. Feature matrices beyond 32 MB are not read, only opened: call `close()` when done.
 * @throws OptionError when an option is unknown or out of range
 * @throws DataError when a file is missing, damaged, or does not fit the others; nothing stays open then
 */
export async function loadCocoData(source: CocoSource, options: LoadCocoOptions = {}): Promise<CaptionDataset> {
  checkOptions(options);
  const files = filesOf(source);
  const vocabulary = readVocabulary(files);
  const opened: { close(): void }[] = [];
  const close = () => {
    for (const file of opened.splice(0)) file.close();
  };
  try {
    const captionsFile = await openHdf5(files.open(CAPTIONS_FILE));
    opened.push(captionsFile);
    const splits: Split[] = [];
    const names = splitNames(captionsFile);
    const suffix = featureSuffix(files, names, options.pcaFeatures);
    options.onProgress?.(CAPTIONS_FILE, 1, names.length + 1);
    for (const name of names) {
      const featuresFile = `${name}2014_vgg16_fc7${suffix}.h5`;
      const features = openFeatures(await openHdf5(files.open(featuresFile)));
      opened.push(features);
      splits.push(readSplit(files, captionsFile, name, features, vocabulary, options));
      options.onProgress?.(featuresFile, splits.length + 1, names.length + 1);
    }
    captionsFile.close();
    return assemble(files.where, vocabulary, splits, close);
  } catch (error) {
    close();
    throw error;
  }
}

function checkOptions(options: LoadCocoOptions): void {
  rejectUnknownOptions('loadCocoData', options, ['pcaFeatures', 'maxTrain', 'seed', 'onProgress']);
  if (options.maxTrain !== undefined) positiveInteger('loadCocoData: option maxTrain', options.maxTrain);
  if (options.pcaFeatures !== undefined && typeof options.pcaFeatures !== 'boolean') {
    const found = String(options.pcaFeatures);
    throw new OptionError({ where: 'loadCocoData: option pcaFeatures', expected: 'true or false', found });
  }
}

function filesOf(source: CocoSource): DataFiles {
  if (typeof source === 'string') return folderFiles(source);
  if ('files' in source) return memoryFiles(source.name, source.files);
  return browserFiles(source);
}

function readVocabulary(files: DataFiles): Vocabulary {
  return parseVocabulary(`${files.where}/${VOCABULARY_FILE}`, readSmallText(files, VOCABULARY_FILE));
}

function readSmallText(files: DataFiles, name: string): string {
  const source = files.open(name);
  try {
    return readText(source);
  } finally {
    source.close();
  }
}

/** Which kind of features to use: one for all splits, for their lengths must agree. */
function featureSuffix(files: DataFiles, splits: readonly string[], pca: boolean | undefined): '_pca' | '' {
  const orphan = files.names.map((name) => FEATURES_FILE.exec(name)?.[1]).find((it) => it && !splits.includes(it));
  if (orphan !== undefined) {
    throw new DataError({
      where: `${files.where}/${CAPTIONS_FILE}`,
      expected: `a dataset ${orphan}_captions, for there are ${orphan} features`,
      found: `captions of ${splits.join(', ')}`,
      remedy: 'Leave that feature file out, or add its captions.',
    });
  }
  const missing = (suffix: string) =>
    splits.map((split) => `${split}2014_vgg16_fc7${suffix}.h5`).find((name) => !files.names.includes(name));
  const candidates = pca === undefined ? (['_pca', ''] as const) : pca ? (['_pca'] as const) : ([''] as const);
  const suffix = candidates.find((candidate) => missing(candidate) === undefined);
  if (suffix !== undefined) return suffix;
  throw missingFile(files.where, candidates.map(missing).join(' or '), files.names);
}

function readSplit(
  files: DataFiles,
  captionsFile: Hdf5File,
  name: string,
  features: OpenFeatures,
  vocabulary: Vocabulary,
  options: LoadCocoOptions,
): Split {
  const all = readCaptions(captionsFile, name, vocabulary.idxToWord.length);
  requireImages(captionsFile, name, all.imageIdxs, features.count);
  const table = name === 'train' && options.maxTrain !== undefined ? draw(all, options.maxTrain, options.seed) : all;
  const urls = readUrls(files, `${name}2014_urls.txt`, features.count);
  const { captions, imageIdxs, count: captionCount } = table;
  return { name, captions, captionCount, imageIdxs, features, urls };
}

/** `count` captions drawn with replacement, as CS231n's `max_train` does. */
function draw(table: CaptionTable, count: number, seed = 0): CaptionTable {
  const random = new Random(seed);
  const captions = new Int32Array(count * table.length);
  const imageIdxs = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const row = random.below(table.count);
    captions.set(table.captions.subarray(row * table.length, (row + 1) * table.length), i * table.length);
    imageIdxs[i] = table.imageIdxs[row] ?? 0;
  }
  return { captions, imageIdxs, count, length: table.length };
}

/** One address an image, or none at all where there is no file. */
function readUrls(files: DataFiles, name: string, imageCount: number): string[] {
  if (!files.names.includes(name)) return [];
  const lines = readSmallText(files, name).split('\n');
  if (lines.at(-1)?.trim() === '') lines.pop();
  if (lines.length === imageCount) return lines.map((line) => line.trim());
  throw new DataError({
    where: `${files.where}/${name}`,
    expected: `${imageCount} lines, one for each image`,
    found: `${lines.length}`,
  });
}

function assemble(where: string, vocabulary: Vocabulary, splits: readonly Split[], close: () => void): CaptionDataset {
  const captionLength = common(where, 'caption', splits, (split) => split.captions.length / split.captionCount);
  const featureLength = common(where, 'feature', splits, (split) => split.features.length);
  const byName = Object.fromEntries(splits.map((split) => [split.name, split]));
  return { name: nameOf(where), vocabulary, captionLength, featureLength, splits: byName, close };
}

/** The length all splits share. */
function common(where: string, what: string, splits: readonly Split[], lengthOf: (split: Split) => number): number {
  const lengths = splits.map(lengthOf);
  const length = lengths[0] ?? 0;
  const other = splits[lengths.findIndex((it) => it !== length)];
  if (other === undefined) return length;
  throw new DataError({
    where: `${where}: split ${other.name}`,
    expected: `${what}s of length ${length}, as in split ${splits[0]?.name}`,
    found: `length ${lengthOf(other)}`,
  });
}

/** The last part of a path. */
function nameOf(where: string): string {
  return where.split(/[/\\]/).findLast((part) => part !== '' && part !== '.' && part !== '..') ?? where;
}
