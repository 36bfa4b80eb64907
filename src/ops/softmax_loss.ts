import { defineOp, integers } from './op.ts';

/**
 * Masked softmax loss of one chunk of rows, with its gradient in place (CS231n temporal_softmax_loss; max-shifted).
 * row_loss[first + m] = −scale · mask · Σ q log p, p = softmax(scores[m]);  scores[m] becomes scale · mask · (p − q).
 * q is the one-hot target; with the flag `smooth`, (1 − smoothing) of it and smoothing / V of every word (label smoothing,
 * Szegedy et al. 2016).
 * target = targets[first + m], mask = mask[first + m]. All of it is NaN where mask is 1 and a score is not finite.
 */
export const softmaxLoss = defineOp({
  name: 'softmax_loss',
  dims: ['M', 'V'],
  offsets: ['first'],
  scalars: ['scale', 'smoothing'],
  flags: ['smooth'],
  reads: { targets: integers(['*'], 'V'), mask: integers(['*'], 'flag') },
  writes: { row_loss: ['*'] },
  updates: { scores: ['*', 'V'] },
  within: {
    targets: [['first', 'M']],
    mask: [['first', 'M']],
    row_loss: [['first', 'M']],
    scores: [['0', 'M']],
  },
  flops: ({ M, V }) => 5 * M * V,
});
