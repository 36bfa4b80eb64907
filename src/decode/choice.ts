import { argmax } from '../ops/argmax.ts';
import type { Buffer, Recorder } from '../ops/backend.ts';
import { drawWord } from '../ops/draw_word.ts';
import { topWords } from '../ops/top_words.ts';
import type { Spoken } from './spoken.ts';

/** How the words of the next column are chosen from scores. */
export interface Choice {
  /** Records the choice of step t, that is of column t + 1. */
  record(recorder: Recorder, t: number, scores: Buffer): void;
}

/** The likeliest word; nobody asks how likely. */
export function plainChoice(V: number, { stride, words: index, magnitude }: Spoken): Choice {
  return {
    record: (recorder, t, x) => recorder.call(argmax, { M: 'R', V, out: (t + 1) * stride }, { x, index, magnitude }),
  };
}

/** The likeliest word. */
export function greedyChoice(V: number, { stride, words }: Spoken, measured: NonNullable<Spoken['measured']>): Choice {
  const buffers = { words, total: measured.total, log_probs: measured.logProbs };
  return {
    record: (recorder, t, x) => recorder.call(topWords, { M: 'R', V, K: 1, out: (t + 1) * stride }, { x, ...buffers }),
  };
}

/** A word drawn by the counter-based generator, whose number is that of seed, step and picture. */
export function drawnChoice(V: number, { stride, words }: Spoken, measured: NonNullable<Spoken['measured']>): Choice {
  const { total, logProbs: log_probs } = measured;
  const told = { row: 'firstImage', seed: 'seed', top_k: 'topK', temperature: 'temperature', top_p: 'topP' } as const;
  return {
    record: (recorder, t, x) =>
      recorder.call(drawWord, { M: 'R', V, out: (t + 1) * stride, step: t, ...told }, { x, total, words, log_probs }),
  };
}
