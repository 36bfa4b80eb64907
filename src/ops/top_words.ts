import { defineOp, integers } from './op.ts';

/** The score of a forbidden word, and of a missing one: log-probabilities are far above it. */
export const FORBIDDEN = -1e30;

/** Whether a log-probability is that of a forbidden or missing word. */
export const isForbidden = (logProb: number) => logProb <= FORBIDDEN / 2;

/**
 * words[out + m] = the K columns with the largest x[m, ·], largest first, of equals the first; log_probs[out + m] = their
 * x − total[m], or x without `total`. Beyond the V-th stand word 0 and `FORBIDDEN`.
 */
export const topWords = defineOp({
  name: 'top_words',
  dims: ['M', 'V', 'K'],
  offsets: ['out'],
  reads: { x: ['M', 'V'], total: ['M'] },
  writes: { words: integers(['*', 'K'], 'V'), log_probs: ['*', 'K'] },
  optional: ['total', 'log_probs'],
  within: { words: [['out', 'M']], log_probs: [['out', 'M']] },
  flops: ({ M, V, K }) => M * V * K,
});
