import type { FeatureMark } from '../data/dataset.ts';
import type { Picture } from '../picture.ts';

/** What turns pictures into features: a network with its weights. */
export interface FeatureMaker {
  /** What it is, written on every feature file that it makes. */
  readonly mark: FeatureMark;
  /** Numbers a picture, D. */
  readonly length: number;
  /** A picture as small as it is looked at: a batch of photographs as a camera makes them takes gigabytes. */
  fit(picture: Picture): Picture;
  /** Features of pictures that `fit` has made: (pictures.length, D), row by row. */
  features(pictures: readonly Picture[]): Promise<Float32Array>;
}
