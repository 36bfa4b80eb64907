import type { CaptionCheck } from '../data/scenes/check_caption.ts';
import type { Drawing } from '../data/scenes/drawing.ts';
import type { SceneFeatures } from '../data/scenes/options.ts';
import type { Picture } from '../picture.ts';

/** The data to train on: the built-in Scenes, the files of a CS231n folder, or photos with captions. */
export type DataSource =
  | {
      readonly kind: 'scenes';
      readonly seed?: number;
      readonly train?: number;
      readonly val?: number;
      readonly test?: number;
      /** The captioner's input. Default: a descriptor; with pixels the captioner has an encoder of its own. */
      readonly features?: SceneFeatures;
    }
  | {
      readonly kind: 'files';
      readonly files: readonly File[];
      /** The name of the folder; dropped files do not carry it. */
      readonly name?: string;
      readonly maxTrain?: number;
      /** If `files` are photos to make a data set of: their captions, and a network's weights. */
      readonly photos?: PhotoParts;
    };

/** The sources of a data set other than its photos. */
export interface PhotoParts {
  /** One file of captions, or a text beside each photo. */
  readonly texts: readonly File[];
  /** Weights of the network that computes their features; without them, Scenes' descriptor computes them. */
  readonly cnn?: File;
  /** Paths of the photos in their folder, then of the texts, with slashes: a file loses its path when it is sent to a worker. */
  readonly paths: readonly string[];
}

/** A data set of files, without the files; without `maxTrain` all its training captions were used. */
export interface FilesSource {
  readonly kind: 'files';
  readonly name: string;
  readonly maxTrain?: number;
}

/** The origin of a data set, from which it can be loaded again, without its files. */
export type DataOrigin = Exclude<DataSource, { kind: 'files' }> | FilesSource;

/** One picture with the model's caption. All events of a data set concern the same pictures. */
export interface CaptionedPicture {
  readonly split: string;
  readonly image: number;
  /** Address of the picture, if the data set has one. */
  readonly url?: string;
  /** The picture itself, if the data set draws its own. Sent once, with `dataset`. */
  readonly pixels?: Picture;
  /** The drawing that these pixels show. */
  readonly drawing?: Drawing;
  /** Empty before training. */
  readonly caption: string;
  readonly references: readonly string[];
  /** How the caption compares with its picture, if the data set can judge that (Scenes only). */
  readonly check?: CaptionCheck;
}
