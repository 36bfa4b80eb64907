import { choice, integer } from './declare.ts';

/** What a run of the built-in Scenes is trained on. */
export const scenesOptions = {
  train: integer({
    min: 1,
    help: 'without --data: training pictures of Scenes',
    flag: 'pictures',
    otherwise: '4000',
  }),
  /** Input of the captioner: 512 numbers computed from a picture, or its pixels. */
  features: choice(
    { descriptor: 'Descriptor', pixels: 'Pixels' },
    {
      help: 'without --data: what the captioner reads; pixels: through a convolutional encoder trained with the captioner, for more epochs, in minibatches of 64 pictures with all their captions',
      flag: 'features',
      otherwise: 'descriptor',
    },
  ),
};

/** What a run of files is trained on. */
export const filesOptions = {
  maxTrain: integer({
    min: 1,
    help: 'with --data: use only this many training captions',
    flag: 'max-train',
    otherwise: 'all',
  }),
};
