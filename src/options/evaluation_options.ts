import { integer } from './declare.ts';

/** Options of an evaluation on request. */
export const evaluationOptions = {
  /** Maximum images, evenly spread over the split: always the same ones. Default all. */
  limit: integer({
    min: 1,
    help: 'pictures of the split, evenly spread over it',
    otherwise: 'all',
    flag: 'images',
    label: 'Pictures',
    unit: 'at most',
  }),
};

/** Options of the validations of a run. */
export const validationOptions = {
  every: integer({
    min: 0,
    help: 'validation loss and scores after this many epochs; 0: never',
    effect: 'Larger values validate less often, and the run takes less time. 0 never does.',
    default: 1,
    run: { name: 'validateEvery', pixels: 8 },
    flag: 'validate-every',
    label: 'Validate every',
    unit: 'epochs',
  }),
  images: integer({
    min: 1,
    help: 'maximum pictures to validate on',
    effect: 'More pictures make the scores steadier and each validation longer.',
    default: 200,
    run: { name: 'validateImages' },
    flag: 'validate-images',
    label: 'Validate on',
    unit: 'pictures',
  }),
  patience: integer({
    min: 0,
    help: 'stop after this many validations without a better CIDEr; 0: never',
    effect: 'Larger values wait longer for a better CIDEr before the run ends early.',
    default: 0,
    run: { name: 'patience' },
    flag: 'patience',
    label: 'Patience',
  }),
};
