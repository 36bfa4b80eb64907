import type { SceneFeatures } from '../data/scenes/options.ts';
import type { Picture } from '../picture.ts';

/** Which data to train on: the embedded scenes, the files of a CS231n folder, or photos with captions. */
export type DataSource =
  | {
      readonly kind: 'scenes';
      readonly seed?: number;
      readonly train?: number;
      readonly val?: number;
      readonly test?: number;
      /** What the captioner is given of a picture. Default: a descriptor; with pixels it has an encoder of its own. */
      readonly features?: SceneFeatures;
    }
  | {
      readonly kind: 'files';
      readonly files: readonly File[];
      /** What people call the folder; dropped files do not know. */
      readonly name?: string;
      readonly maxTrain?: number;
      /** Where `files` are photos, of which a data set is to be made: their captions, and a network's weights. */
      readonly photos?: PhotoParts;
    };

/** What a data set is made of besides its photos. */
export interface PhotoParts {
  /** One file of captions, or a text beside each photo. */
  readonly texts: readonly File[];
  /** Weights of the network that looks at them; without it Scenes' descriptor does. */
  readonly cnn?: File;
  /** Where in their folder the photos lie, then the texts, with slashes: a file does not say it once it is sent to a worker. */
  readonly paths: readonly string[];
}

/** A data set of files, without the files; without `maxTrain` all its training captions were used. */
export interface FilesSource {
  readonly kind: 'files';
  readonly name: string;
  readonly maxTrain?: number;
}

/** Where a data set came from, and how it can be had again: its files stay out of it. */
export type DataOrigin = Exclude<DataSource, { kind: 'files' }> | FilesSource;

/** One picture with what the model says of it. All events of a data set are about the same pictures. */
export interface CaptionedPicture {
  readonly split: string;
  readonly image: number;
  /** Address of the picture, if the data set has one. */
  readonly url?: string;
  /** The picture itself, if the data set draws its own. Sent once, with `dataset`. */
  readonly pixels?: Picture;
  /** Empty before training. */
  readonly caption: string;
  readonly references: readonly string[];
  /** Whether the caption names colour and shape of the main object right (scenes only). */
  readonly right?: boolean;
}
