import { DataError } from '../errors.ts';

/** Words and their numbers: `idxToWord[wordToIdx[w]] === w`. */
export interface Vocabulary {
  readonly idxToWord: readonly string[];
  readonly wordToIdx: Readonly<Record<string, number>>;
}

/** Image features, one row per image. Rows are read on demand: the matrix may be far larger than memory. */
export interface FeatureMatrix {
  /** Number of images. */
  readonly count: number;
  /** Numbers per row, D. */
  readonly length: number;
  /** Whether a row is computed when it is first read: training then reads a row when a minibatch needs it, not all at once. */
  readonly onDemand?: boolean;
  /** The rows of the given images in order: (indices.length, D). @throws DataError when a row is missing or holds NaN. */
  readRows(indices: ArrayLike<number>): Float32Array;
}

/** What made image features: a network with its weights, and its preprocessing. */
export interface FeatureMark {
  /** A readable description: the network, its layer, and how pictures are preprocessed. */
  readonly madeBy: string;
  /** Equal fingerprints give the same features for the same picture. */
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
  /** One URL per image, if known. */
  readonly urls: readonly string[];
  /** If known, the untruncated reference captions of each image, raw or tokenised: a list for each row of `features`. */
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
  /** What made the features, if their files say so. */
  readonly featureMark?: FeatureMark;
  readonly splits: Readonly<Record<string, Split>>;
  /** If features are pixels of a data set's pictures: that data set, with the features that its network computed from them. */
  readonly original?: CaptionDataset;
  /** Releases open files. */
  close(): void;
}

/**
 * The data set of these splits, in this order.
 * @param where name of the data set in messages
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
