import { defineOp, integers } from './op.ts';

/**
 * Masked softmax loss of one chunk of rows, with its gradient in place (CS231n temporal_softmax_loss; max-shifted).
 * row_loss[first + m] = −scale · mask · log softmax(scores[m])[target];  scores[m] becomes scale · mask · (softmax − onehot).
 * target = targets[first + m], mask = mask[first + m].
 */
export const softmaxLoss = defineOp({
  name: 'softmax_loss',
  dims: ['M', 'V'],
  offsets: ['first'],
  scalars: ['scale'],
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
