import type { FeatureMark } from '../data/dataset.ts';
import type { Picture } from '../picture.ts';
import type { FloatTensor } from '../tensor.ts';

/** Computes features of pictures: a network with its weights, for example. */
export interface FeatureMaker {
  /** Its description in every feature file that it makes. */
  readonly mark: FeatureMark;
  /** Its name: the file of its weights, if it has one. */
  readonly name: string;
  /** Numbers per picture, D. */
  readonly length: number;
  /** Scales a picture to input size: a batch of photographs in full size takes gigabytes. */
  fit(picture: Picture): Picture;
  /**
   * Features of pictures from `fit`, (pictures.length, D), row by row. They may not be finite: `featuresOf` checks them.
   */
  features(pictures: readonly Picture[]): Promise<FloatTensor['data']>;
}
