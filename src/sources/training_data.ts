import type { CaptionDataset, Split } from '../data/dataset.ts';
import { referencesOf } from '../data/references.ts';
import type { CaptionCheck } from '../data/scenes/check_caption.ts';
import type { Drawing } from '../data/scenes/drawing.ts';
import { DataError, OptionError } from '../errors.ts';
import type { NamedPlaces } from '../explain/pointing.ts';
import type { PictureFeatures } from '../explain/relevance.ts';
import type { EncoderOptions } from '../model/encoder_options.ts';
import type { FloatTensor } from '../tensor.ts';
import type { CaptionedPicture, DataOrigin } from './data_source.ts';

/** A data set with its pictures. */
export interface TrainingData {
  readonly data: CaptionDataset;
  /** A note for the user on how it was made: what was left out. */
  readonly remarks?: readonly string[];
  /** The encoder that a captioner needs for these features, if they are pixels. */
  readonly encoder?: EncoderOptions;
  /** Initial weights of that encoder, if it is a pretrained network. */
  readonly encoderParams?: Readonly<Record<string, FloatTensor>>;
  /** Must be awaited before features are read, if they are read from pictures. */
  readonly prepare?: (onProgress: (what: string, done: number, total: number) => void) => Promise<void>;
  /** The picture at an address, if the pictures came with the data. */
  readonly fileOf?: (url: string) => File | undefined;
  /** How it can be loaded again: what a checkpoint records. */
  readonly origin: DataOrigin;
  /** A split's pictures for display, without a caption by the model. */
  picture(split: string, image: number): Omit<CaptionedPicture, 'caption' | 'check' | 'pixels' | 'drawing'>;
  /** The picture itself, if the data set draws its own. */
  readonly drawn?: (split: string, image: number) => Required<Pick<CaptionedPicture, 'pixels' | 'drawing'>>;
  /** Missing if only pictures whose features are in the data can be captioned. */
  readonly pictureFeatures?: PictureFeatures;
  /** Weights of the network that made the features, where available. */
  readonly cnn?: File;
  /** Compares a caption with its picture, if the data set can judge that. */
  readonly check?: (split: string, image: number, caption: string) => CaptionCheck;
  /** Compares a caption with a drawing, if pictures of the data are drawings. */
  readonly checkDrawing?: (drawing: Drawing, caption: string) => CaptionCheck;
  /** What a caption leaves out of its picture, or of a drawing, in words. */
  readonly leftOut?: (picture: { split: string; image: number } | Drawing, caption: string) => readonly string[];
  /** Present if gradients reach the pixels. */
  readonly namedPlaces?: NamedPlaces;
}

/** The held-out split: val, else test; `undefined` if there is only train. */
export function heldOutSplit(data: CaptionDataset): Split | undefined {
  const { test, val, ...others } = data.splits;
  return test ?? val ?? Object.values(others).find(({ name }) => name !== 'train');
}

/**
 * The split whose pictures are shown: the held-out one, or train where it is the only one, which the display must
 * state. @throws DataError when there is none at all
 */
export function shownSplit(data: CaptionDataset): Split {
  const split = heldOutSplit(data) ?? data.splits.train;
  if (split) return split;
  throw new DataError({ where: data.name, expected: 'a split with pictures', found: 'none' });
}

/** A split by its name; the shown one without a name. @throws OptionError when the split does not exist. */
export function splitOf(data: CaptionDataset, name?: string): Split {
  if (name === undefined) return shownSplit(data);
  const split = Object.hasOwn(data.splits, name) ? data.splits[name] : undefined;
  if (split) return split;
  const expected = `one of ${Object.keys(data.splits).join(', ')}`;
  throw new OptionError({ where: `${data.name}: split`, expected, found: name });
}

/**
 * Any data set with captions: only addresses and references of its pictures are known.
 * @param maxTrain requested number of training captions, if not all
 */
export function plainTrainingData(data: CaptionDataset, maxTrain?: number): TrainingData {
  return {
    data,
    origin: { kind: 'files', name: data.name, ...(maxTrain !== undefined && { maxTrain }) },
    picture(name, image) {
      const split = data.splits[name];
      const url = split?.urls[image];
      const references = split ? referencesOf(data, split, image) : [];
      return { split: name, image, references, ...(url ? { url } : {}) };
    },
  };
}
