import { DataError } from '../errors.ts';

/** Words and their numbers: `idxToWord[wordToIdx[w]] === w`. */
export interface Vocabulary {
  readonly idxToWord: readonly string[];
  readonly wordToIdx: Readonly<Record<string, number>>;
}

/** Image features, one row an image. Rows are read when asked for: the matrix may be far larger than memory. */
export interface FeatureMatrix {
  /** Number of images. */
  readonly count: number;
  /** Numbers a row, D. */
  readonly length: number;
  /** Whether a row is computed when it is first read: training then reads a row when a minibatch needs it, not all at once. */
  readonly onDemand?: boolean;
  /** The rows of the given images in order: (indices.length, D). @throws DataError when a row is missing or holds NaN. */
  readRows(indices: ArrayLike<number>): Float32Array;
}

/** What made image features: a network with its weights, and how it takes pictures. */
export interface FeatureMark {
  /** For people: the network, its layer, what is done to a picture before. */
  readonly madeBy: string;
  /** Two of one fingerprint give the same features of the same picture. */
  readonly fingerprint: string;
}

/** One split of a data set: captions, and the images they describe. */
export interface Split {
  readonly name: string;
  /** (captionCount, captionLength) word numbers, `<START> … <END> <NULL> …`. */
  readonly captions: Int32Array;
  readonly captionCount: number;
  /** (captionCount): row of `features` for each caption. */
  readonly imageIdxs: Int32Array;
  readonly features: FeatureMatrix;
  /** One address an image, where there are any. */
  readonly urls: readonly string[];
  /** Where there are any, the whole captions that people gave each image, raw or tokenised, a list a row of `features`. */
  readonly references?: readonly (readonly string[])[];
}

/** A captioning data set, as CS231n's `load_coco_data` returns it. */
export interface CaptionDataset {
  readonly name: string;
  readonly vocabulary: Vocabulary;
  /** Columns of a caption, T + 1. */
  readonly captionLength: number;
  /** Length of an image feature, D. */
  readonly featureLength: number;
  /** What made the features, where their files say so. */
  readonly featureMark?: FeatureMark;
  readonly splits: Readonly<Record<string, Split>>;
  /** Where features are pixels of a data set's pictures: that data set, with the features that its network made of them. */
  readonly original?: CaptionDataset;
  /** Releases open files. */
  close(): void;
}

/**
 * The data set of splits, in this order.
 * @param where what a person calls it, for messages
 * @throws DataError when captions or features of two splits differ in length
 */
export function datasetOf(
  where: string,
  named: Pick<CaptionDataset, 'name' | 'vocabulary' | 'featureMark'>,
  splits: readonly Split[],
  close: () => void,
): CaptionDataset {
  const captionLength = common(where, 'caption', splits, (split) => split.captions.length / split.captionCount);
  const featureLength = common(where, 'feature', splits, (split) => split.features.length);
  const byName = Object.fromEntries(splits.map((split) => [split.name, split]));
  return { ...named, captionLength, featureLength, splits: byName, close };
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
