import type { FeatureMark } from '../data/dataset.ts';
import { nameOf } from '../data/feature_mark.ts';
import { CheckpointError } from '../errors.ts';
import type { FeatureMaker } from './feature_maker.ts';

/** The features that a model was trained on. */
export interface TrainedFeatures {
  /** What made them; missing if the data did not say so. */
  readonly mark?: FeatureMark | undefined;
  /** Numbers per picture. */
  readonly length: number;
}

/**
 * Checks that features are of the kind that a model was trained on: others of the same length would silently give wrong
 * captions.
 * @param where name of the weights that compute features, in messages
 * @throws CheckpointError when the model was trained on features of another network, or of another length
 */
export function requireMaker(where: string, { mark, length }: TrainedFeatures, maker: FeatureMaker): void {
  const remedy = 'Use the weights that the training data were prepared with.';
  if (mark && mark.fingerprint !== maker.mark.fingerprint) {
    const expected = `${nameOf(mark)}, which made the training features`;
    throw new CheckpointError({ where, expected, found: nameOf(maker.mark), remedy });
  }
  if (length !== maker.length) {
    const found = `${maker.length} of ${nameOf(maker.mark)}`;
    throw new CheckpointError({ where, expected: `${length} numbers per picture, as in training`, found, remedy });
  }
}
