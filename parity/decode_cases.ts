import type { Ops } from '../src/ops/every_op.ts';
import { FORBIDDEN } from '../src/ops/top_words.ts';
import type { Case, Choice } from './case.ts';

const wild: Choice = (next) => 1e4 * next();
const stepped: Choice = (next) => Math.round(2 * next());
const lowest: Choice = () => FORBIDDEN;
const magnitude: Choice = (next) => next() ** 2;
/** Some of the scores are those of forbidden words. */
const someForbidden: Choice = (next) => (next() > 0.3 ? FORBIDDEN : 5 * next());
/** Few different words, so that they come again. */
const fewWords: Choice = (next) => Math.floor(1.5 * (next() + 1));

/** Of B continuations a row, likeliest first: the last third is forbidden, and all of some rows. */
const falling =
  (B: number): Choice =>
  (next, index) => {
    const k = index % B;
    const none = 3 * k > 2 * B || Math.floor(index / B) % 7 === 5;
    return none ? FORBIDDEN : -0.7 * k + 0.3 * next();
  };

/** Some are done, and some are none. */
const hypotheses: Choice = (next, index) => {
  if (index % 2 === 1) return next() > 0.4 ? 1 : 0;
  return next() > 0.8 ? FORBIDDEN : next() - 2;
};

const drawn = { out: 3, row: 7, step: 4, seed: 4_000_000_123, top_k: 0, temperature: 1, top_p: 1 };
const beam = { out: 5, end_word: 1, scale: 0.25, scale_before: 0.3 };

type DecodeOp = 'log_sum_exp' | 'top_words' | 'forbid_words' | 'draw_word' | 'copy_rows' | 'beam_step';

/** The calls that the ops of decoding are held to. */
export const decodeCases: { readonly [K in DecodeOp]: readonly Case<Ops[K]>[] } = {
  log_sum_exp: [
    { sizes: { M: 1, V: 1 }, without: ['magnitude'] },
    { sizes: { M: 3, V: 1 }, values: { magnitude } },
    { sizes: { M: 65, V: 63 }, values: { magnitude } },
    { sizes: { M: 9, V: 1004 }, values: { magnitude } },
    { sizes: { M: 6, V: 131 }, values: { x: wild, magnitude }, note: 'logits of ±1e4' },
    { sizes: { M: 5, V: 70 }, values: { x: () => -1e4, magnitude }, note: 'all −1e4' },
    ...[Number.NaN, Infinity, -Infinity].map((value) => ({
      sizes: { M: 5, V: 70 },
      values: { x: ((next, index) => (index === 2 * 70 + 66 ? value : next())) as Choice, magnitude },
      note: `one ${value}`,
    })),
    {
      sizes: { M: 5, V: 70 },
      values: { magnitude: (_, index) => [Number.NaN, Infinity][index] ?? 0 },
      note: 'not finite before',
    },
  ],
  top_words: [
    { sizes: { M: 1, V: 1, K: 1 } },
    { sizes: { M: 65, V: 3, K: 5 }, note: 'more than there are' },
    { sizes: { M: 7, V: 65, K: 10, out: 2 } },
    { sizes: { M: 5, V: 1004, K: 1, out: 3 }, without: ['total', 'log_probs'] },
    { sizes: { M: 5, V: 200, K: 4 }, without: ['total'] },
    { sizes: { M: 9, V: 200, K: 7 }, values: { x: stepped }, note: 'equals' },
    { sizes: { M: 4, V: 70, K: 3 }, values: { x: lowest }, note: 'all forbidden' },
  ],
  forbid_words: [
    { sizes: { M: 1, V: 1 }, flags: ['repeats', 'trigrams', 'unknown'] },
    { sizes: { M: 65, V: 33, first: 65 * 9, stride: 65 }, values: { words: fewWords }, flags: ['trigrams'] },
    {
      sizes: { M: 67, V: 3, first: 70 * 5, stride: 70 },
      values: { words: fewWords },
      flags: ['trigrams'],
      without: ['parents'],
    },
    { sizes: { M: 9, V: 40, first: 10, stride: 10 }, flags: ['repeats'], without: ['bad_endings'] },
    {
      sizes: { M: 5, V: 12, first: 30, stride: 5, unknown_word: 3, end_word: 2 },
      values: { words: fewWords },
      flags: ['repeats', 'trigrams', 'unknown'],
    },
    { sizes: { M: 5, V: 12, end_word: 2 }, without: ['parents'], note: 'the first word' },
  ],
  draw_word: [
    { sizes: { M: 1, V: 1, ...drawn } },
    { sizes: { M: 65, V: 130, ...drawn } },
    { sizes: { M: 65, V: 131, ...drawn, top_k: 5 } },
    { sizes: { M: 65, V: 3, ...drawn, top_k: 5, top_p: 0.8 } },
    { sizes: { M: 33, V: 1004, ...drawn, temperature: 0.3, top_p: 0.5 } },
    { sizes: { M: 33, V: 1004, ...drawn, temperature: 2, top_k: 50, top_p: 0.7 } },
    { sizes: { M: 9, V: 5001, ...drawn, temperature: 0.05 } },
    { sizes: { M: 9, V: 70, ...drawn, top_p: 1e-6 }, note: 'the likeliest alone' },
    { sizes: { M: 65, V: 90, ...drawn, top_k: 30 }, values: { x: stepped }, note: 'equals' },
    { sizes: { M: 9, V: 70, ...drawn, temperature: 1e-3, top_p: 0.9 }, values: { x: wild }, note: 'logits of ±1e4' },
    { sizes: { M: 33, V: 70, ...drawn, top_k: 9, top_p: 0.9 }, values: { x: someForbidden }, note: 'some forbidden' },
    { sizes: { M: 33, V: 70, ...drawn, top_k: 9, top_p: 0.9 }, values: { x: lowest }, note: 'all forbidden' },
  ],
  copy_rows: [
    { sizes: { M: 1, W: 1, out: 1 } },
    { sizes: { M: 65, W: 3, source: 65 } },
    { sizes: { M: 33, W: 68, first: 35, source: 2, out: 40 } },
    { sizes: { M: 3, W: 513, out: 3 } },
  ],
  beam_step: [
    { sizes: { R: 1, B: 1, V: 1, ...beam }, values: { hypotheses: () => 0 }, note: 'one hypothesis' },
    ...[1, 3, 5, 10].map((B) => ({
      sizes: { R: 67 * B, B, V: 3, ...beam },
      values: { candidate_log_probs: falling(B), hypotheses },
    })),
    {
      sizes: { R: 195, B: 3, V: 50, ...beam, scale: 1, scale_before: 1 },
      values: { candidate_log_probs: (_, index) => -(index % 3), hypotheses: (_, index) => -(index % 2) },
      note: 'equals',
    },
    { sizes: { R: 20, B: 4, V: 9, ...beam }, values: { hypotheses: lowest }, note: 'none at all' },
  ],
};
