import type { FeatureMark } from '../data/dataset.ts';
import type { Picture } from '../picture.ts';
import type { FloatTensor } from '../tensor.ts';

/** What turns pictures into features: a network with its weights. */
export interface FeatureMaker {
  /** What it is, written on every feature file that it makes. */
  readonly mark: FeatureMark;
  /** Its name: the file of its weights, if it has one. */
  readonly name: string;
  /** Numbers a picture, D. */
  readonly length: number;
  /** A picture as small as it is looked at: a batch of photographs as a camera makes them takes gigabytes. */
  fit(picture: Picture): Picture;
  /**
   * Features of pictures that `fit` has made, (pictures.length, D), row by row, finite or not: `featuresOf` refuses those that
   * are not.
   */
  features(pictures: readonly Picture[]): Promise<FloatTensor['data']>;
}
