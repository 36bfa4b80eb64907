import { defineOp, integers } from './op.ts';

/**
 * scores[m, v] becomes `FORBIDDEN` for the words that may not follow what row m has said. `words` holds a column of
 * `stride` words for every step; the current one begins at `first`. Row m's word before it is that of row
 * parents[first + m] in the column before, or of row m without `parents`.
 * `repeats`: its last word. `trigrams`: words that followed its last two words before (Paulus et al. 2018).
 * `unknown`: the word `unknown_word`. `bad_endings`: `end_word` after a word whose flag is set.
 */
export const forbidWords = defineOp({
  name: 'forbid_words',
  dims: ['M', 'V'],
  offsets: ['first', 'stride', 'unknown_word', 'end_word'],
  flags: ['repeats', 'trigrams', 'unknown'],
  reads: {
    words: integers(['*'], 'V'),
    parents: integers(['*'], 'M'),
    bad_endings: integers(['V'], 'flag'),
  },
  optional: ['parents', 'bad_endings'],
  updates: { scores: ['M', 'V'] },
  within: { words: [['first', 'M']], parents: [['first', 'M']] },
});
