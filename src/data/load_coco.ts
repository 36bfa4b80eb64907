import { requireCallback, wrongKind } from '../arguments.ts';
import { DataError } from '../errors.ts';
import { integer, positiveInteger, rejectUnknownOptions, trueOrFalse } from '../option_checks.ts';
import type { ChosenFile } from '../platform.ts';
import { browserFiles } from './browser_files.ts';
import { readText } from './byte_source.ts';
import { CAPTIONS_FILE, drawCaptions, readCaptions, requireImages, splitNames } from './coco_captions.ts';
import { type DataFiles, type MemoryFile, memoryFiles, missingFile } from './data_files.ts';
import { type CaptionDataset, datasetOf, type Split, type Vocabulary } from './dataset.ts';
import { commonMark, type FileMark } from './feature_mark.ts';
import { type OpenFeatures, openFeatures } from './features.ts';
import { type Hdf5File, openHdf5 } from './hdf5.ts';
import { folderFiles } from './node_files.ts';
import { parseReferences, REFERENCES_FILE } from './reference_file.ts';
import { parseVocabulary } from './vocabulary.ts';

/** Where a CS231n folder is: its path (Node), its dropped files (a browser worker), or its files in memory. */
export type CocoSource =
  | string
  | readonly ChosenFile[]
  | { readonly name: string; readonly files: readonly MemoryFile[] };

export interface LoadCocoOptions {
  /** Use `{split}2014_vgg16_fc7_pca.h5` (true) or `{split}2014_vgg16_fc7.h5` (false); by default PCA where all splits have it. */
  readonly pcaFeatures?: boolean;
  /** Keep this many captions of the split `train`, drawn at random with replacement, as CS231n does. */
  readonly maxTrain?: number;
  /** Decides which captions `maxTrain` keeps. Default 0. */
  readonly seed?: number;
  /** Called after each file, to show progress. */
  readonly onProgress?: (what: string, done: number, total: number) => void;
}

const VOCABULARY_FILE = 'coco2014_vocab.json';

/**
 * Loads a captioning data set in the CS231n layout (`load_coco_data` of assignment 3): `coco2014_captions.h5`,
 * `coco2014_vocab.json`, for each split in the captions file `{split}2014_vgg16_fc7[_pca].h5`, and, if they exist,
 * `{split}2014_urls.txt` and `references.json`, untruncated references for `Split.references`. Feature matrices beyond 32 MB
 * are only opened, and read on demand: call `close()` when done.
 * @throws OptionError when an option is unknown or out of range
 * @throws DataError when a file is missing, damaged, or does not fit the others; all files are then closed
 */
export async function loadCocoData(source: CocoSource, options: LoadCocoOptions = {}): Promise<CaptionDataset> {
  checkOptions(options);
  const files = filesOf(source);
  const vocabulary = readVocabulary(files);
  const referencesOf = readReferences(files);
  const opened: { close(): void }[] = [];
  const close = () => {
    for (const file of opened.splice(0)) file.close();
  };
  try {
    const captionsFile = await openHdf5(files.open(CAPTIONS_FILE));
    opened.push(captionsFile);
    const splits: Split[] = [];
    const marks: FileMark[] = [];
    const names = splitNames(captionsFile);
    const featuresOf = featureFiles(files, names, options.pcaFeatures);
    await options.onProgress?.(CAPTIONS_FILE, 1, names.length + 1);
    for (const name of names) {
      const featuresFile = featuresOf(name);
      const features = openFeatures(await openHdf5(files.open(featuresFile)));
      opened.push(features);
      marks.push({ where: `${files.where}/${featuresFile}`, mark: features.mark });
      const split = readSplit(files, captionsFile, name, features, vocabulary, options);
      const references = referencesOf?.(name, features.count);
      splits.push(references ? { ...split, references } : split);
      await options.onProgress?.(featuresFile, splits.length + 1, names.length + 1);
    }
    captionsFile.close();
    const featureMark = commonMark(marks);
    const named = { name: nameOf(files.where), vocabulary, ...(featureMark && { featureMark }) };
    return datasetOf(files.where, named, splits, close);
  } catch (error) {
    close();
    throw error;
  }
}

function checkOptions(options: LoadCocoOptions): void {
  rejectUnknownOptions('loadCocoData', options, ['pcaFeatures', 'maxTrain', 'seed', 'onProgress']);
  if (options.maxTrain !== undefined) positiveInteger('loadCocoData: option maxTrain', options.maxTrain);
  if (options.pcaFeatures !== undefined) trueOrFalse('loadCocoData: option pcaFeatures', options.pcaFeatures);
  if (options.seed !== undefined) integer('loadCocoData: option seed', options.seed);
  requireCallback('loadCocoData: option onProgress', options.onProgress);
}

function filesOf(source: CocoSource): DataFiles {
  if (typeof source === 'string') return folderFiles(source);
  const given: object = Object(source ?? {});
  if ('files' in given) return memoryFiles(Reflect.get(given, 'name'), given.files as readonly MemoryFile[]);
  // A list, or the FileList of an input.
  if (typeof source === 'object' && Symbol.iterator in given) return browserFiles(source as readonly File[]);
  throw wrongKind('loadCocoData', 'a folder, its files or { name, files: [{ name, bytes }] }', source);
}

function readVocabulary(files: DataFiles): Vocabulary {
  return parseVocabulary(`${files.where}/${VOCABULARY_FILE}`, readSmallText(files, VOCABULARY_FILE));
}

function readReferences(files: DataFiles): ReturnType<typeof parseReferences> | undefined {
  if (!files.names.includes(REFERENCES_FILE)) return undefined;
  return parseReferences(`${files.where}/${REFERENCES_FILE}`, readSmallText(files, REFERENCES_FILE));
}

function readSmallText(files: DataFiles, name: string): string {
  const source = files.open(name);
  try {
    return readText(source);
  } finally {
    source.close();
  }
}

function readSplit(
  files: DataFiles,
  captionsFile: Hdf5File,
  name: string,
  features: OpenFeatures,
  vocabulary: Vocabulary,
  options: LoadCocoOptions,
): Split {
  const all = readCaptions(captionsFile, name, vocabulary);
  requireImages(captionsFile, name, all.imageIdxs, features.count);
  const table =
    name === 'train' && options.maxTrain !== undefined ? drawCaptions(all, options.maxTrain, options.seed) : all;
  const urls = readUrls(files, `${name}2014_urls.txt`, features.count);
  const { captions, imageIdxs, count: captionCount } = table;
  return { name, captions, captionCount, imageIdxs, features, urls };
}

/** One URL per image, or `undefined` if the file does not exist. */
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

/** The last part of a path. */
function nameOf(where: string): string {
  return where.split(/[/\\]/).findLast((part) => part !== '' && part !== '.' && part !== '..') ?? where;
}

const FEATURES_FILE = /^(.+)2014_vgg16_fc7(_pca)?\.h5$/;

/**
 * Which feature file to use for each split. All splits take the same kind, because their lengths must agree: with or without
 * PCA as `pca` says, by default PCA if all splits have it.
 * @throws DataError when a split has no such file, or a file belongs to a split without captions
 */
function featureFiles(
  files: DataFiles,
  splits: readonly string[],
  pca: boolean | undefined,
): (split: string) => string {
  const orphan = files.names.map((name) => FEATURES_FILE.exec(name)?.[1]).find((it) => it && !splits.includes(it));
  if (orphan !== undefined) {
    throw new DataError({
      where: `${files.where}/${CAPTIONS_FILE}`,
      expected: `a dataset ${orphan}_captions, because there are ${orphan} features`,
      found: `captions of ${splits.join(', ')}`,
      remedy: 'Leave out the feature file, or add its captions.',
    });
  }
  const kinds = [true, false]
    .filter((kind) => pca === undefined || kind === pca)
    .map((kind) => (split: string) => `${split}2014_vgg16_fc7${kind ? '_pca' : ''}.h5`);
  const lacking = kinds.map((fileOf) => splits.map(fileOf).find((name) => !files.names.includes(name)));
  const complete = kinds[lacking.indexOf(undefined)];
  if (complete !== undefined) return complete;
  throw missingFile(files.where, lacking.join(' or '), files.names);
}
