import { choice, integer } from './declare.ts';

/** What a run of the built-in Scenes is trained on. */
export const scenesOptions = {
  train: integer({
    min: 1,
    help: 'without --data: training pictures of Scenes',
    flag: 'pictures',
    otherwise: '4000',
  }),
  /** Of the captioner: 512 numbers computed from a picture, or its pixels. */
  features: choice(
    { descriptor: 'Descriptor', pixels: 'Pixels' },
    {
      help: 'without --data: what the captioner reads; pixels: with a convolutional encoder trained together with the captioner, longer, in minibatches of 64 pictures and all their captions',
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
