import { defineOp, integers } from './op.ts';

/**
 * One step of beam search: the B best of every B hypotheses (the rows of a picture) and their continuations.
 *
 * A hypothesis is (value, done): alive it has its log-probability, done its final score; a value of `FORBIDDEN` is none
 * at all. A living one is continued by each of its B `candidates`, likeliest first, and then scores (value + log_prob) ·
 * scale; a done one competes as it is. One that has no word left is done with value · scale_before. Of equal
 * scores the earlier row is first, then the earlier candidate.
 *
 * Row r of `next` comes from row parents[out + r], having said words[out + r] with log_probs[out + r]. What was done
 * before says `end_word` with `FORBIDDEN`. A hypothesis that says `end_word` is done.
 */
export const beamStep = defineOp({
  name: 'beam_step',
  dims: ['R', 'B', 'V'],
  offsets: ['out', 'end_word'],
  scalars: ['scale', 'scale_before'],
  reads: {
    candidates: integers(['R', 'B'], 'V'),
    candidate_log_probs: ['R', 'B'],
    hypotheses: ['R', 2],
  },
  writes: {
    words: integers(['*'], 'V'),
    parents: integers(['*'], 'R'),
    log_probs: ['*'],
    next: ['R', 2],
  },
  within: { words: [['out', 'R']], parents: [['out', 'R']], log_probs: [['out', 'R']] },
});
