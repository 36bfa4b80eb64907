import { requireDataset, requireModel, requireString } from '../arguments.ts';
import type { CaptionDataset, Split } from '../data/dataset.ts';
import { OptionError, ShapeError } from '../errors.ts';
import type { Configuration } from './configuration.ts';

/**
 * The split of a data set that a model is to be trained on or measured with.
 * @throws OptionError when there is none of that name with captions in it; ShapeError when the data do not fit the model.
 */
export function checkedSplit(
  model: { readonly configuration: Configuration },
  data: CaptionDataset,
  name: string,
): Split {
  requireModel('model', model);
  requireDataset('data', data);
  requireString('split', 'the name of a split', name);
  const split = Object.hasOwn(data.splits, name) ? data.splits[name] : undefined;
  const { D, V } = model.configuration;
  if (!split || split.captionCount < 1) {
    const found = split ? 'no captions in it' : Object.keys(data.splits).join(', ') || 'no splits';
    throw new OptionError({ where: `${data.name}: split ${name}`, expected: 'a split with captions', found });
  }
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
  return split;
}
