import type { beamStep as op } from '../ops/beam_step.ts';
import { FORBIDDEN, isForbidden } from '../ops/top_words.ts';
import type { Twin } from './twin.ts';

interface Candidate {
  readonly parent: number;
  readonly word: number;
  readonly logProb: number;
  /** What it is ranked by. */
  readonly score: number;
  readonly value: number;
  readonly done: boolean;
}

export const beamStep: Twin<typeof op> = (
  { R, B, out, end_word, scale, scale_before },
  { candidates, candidate_log_probs, hypotheses, words, parents, log_probs, next },
) => {
  /** A finished hypothesis. */
  const done = (parent: number, value: number): Candidate => ({
    parent,
    word: end_word,
    logProb: FORBIDDEN,
    score: value,
    value,
    done: true,
  });
  for (let first = 0; first < R; first += B) {
    const all: Candidate[] = [];
    for (let parent = first; parent < first + B; parent++) {
      const value = hypotheses[2 * parent] ?? 0;
      if (isForbidden(value)) continue;
      if (hypotheses[2 * parent + 1] === 1) {
        all.push(done(parent, value));
        continue;
      }
      for (let k = 0; k < B; k++) {
        const word = candidates[parent * B + k] ?? 0;
        const logProb = candidate_log_probs[parent * B + k] ?? 0;
        const score = (value + logProb) * scale;
        const ends = word === end_word;
        if (!isForbidden(logProb)) {
          all.push({ parent, word, logProb, score, value: ends ? score : value + logProb, done: ends });
        } else if (k === 0) {
          all.push(done(parent, value * scale_before));
        }
      }
    }
    all.sort((a, b) => b.score - a.score);
    for (let b = 0; b < B; b++) {
      const chosen = all[b] ?? done(first, FORBIDDEN);
      words[out + first + b] = chosen.word;
      parents[out + first + b] = chosen.parent;
      log_probs[out + first + b] = chosen.logProb;
      next[2 * (first + b)] = chosen.value;
      next[2 * (first + b) + 1] = chosen.done ? 1 : 0;
    }
  }
};
