import { requireModel } from '../arguments.ts';
import type { CaptionDataset, Split } from '../data/dataset.ts';
import { requireCaptions, splitOf } from '../data/split.ts';
import { ShapeError } from '../errors.ts';
import type { Configuration } from './configuration.ts';

/**
 * The split of a data set for training or evaluation, with all its captions checked.
 * @throws ShapeError when the data do not fit the model; what `splitOf` and `requireCaptions` throw
 */
export function checkedSplit(
  model: { readonly configuration: Configuration },
  data: CaptionDataset,
  name: string,
): Split {
  requireModel('model', model);
  const split = splitOf(data, name);
  const { D, V } = model.configuration;
  if (data.featureLength !== D) {
    throw new ShapeError({
      where: `${data.name}: features`,
      expected: `length ${D} (the model's inputDim)`,
      found: `${data.featureLength}`,
    });
  }
  if (data.vocabulary.idxToWord.length !== V) {
    const found = `${data.vocabulary.idxToWord.length}`;
    throw new ShapeError({ where: `${data.name}: vocabulary`, expected: `${V} words (the model's wordToIdx)`, found });
  }
  requireCaptions(data, split, 0, split.captionCount);
  return split;
}
