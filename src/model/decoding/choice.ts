import { argmax } from '../../ops/argmax.ts';
import type { Backend, Buffer, Recorder } from '../../ops/backend.ts';
import { beamStep } from '../../ops/beam_step.ts';
import { drawWord } from '../../ops/draw_word.ts';
import { FORBIDDEN, topWords } from '../../ops/top_words.ts';
import type { Workspace } from '../../ops/workspace.ts';
import type { Recording, Spoken } from './recording.ts';

/** How the words of the next column are chosen from scores. */
export interface Choice {
  /** Records the choice of step t, that is of column t + 1. */
  record(recorder: Recorder, t: number, scores: Buffer): void;
}

/** The likeliest word, without its probability. */
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
  const parameters = {
    row: 'firstImage',
    seed: 'seed',
    top_k: 'topK',
    temperature: 'temperature',
    top_p: 'topP',
  } as const;
  return {
    record: (recorder, t, x) =>
      recorder.call(
        drawWord,
        { M: 'R', V, out: (t + 1) * stride, step: t, ...parameters },
        { x, total, words, log_probs },
      ),
  };
}

/** Name of the factor by which the log-probability of this many words is multiplied for ranking. */
const scaleName = (words: number) => `scale_${words}`;

/** The numbers by those names: 1 / words^α. An empty hypothesis has log-probability 0, whatever the factor. */
export function lengthScales(columns: number, alpha: number): Record<string, number> {
  const scale = (words: number) => 1 / Math.max(1, words) ** alpha;
  return Object.fromEntries(Array.from({ length: columns }, (_, words) => [scaleName(words), scale(words)]));
}

/** The choice of beam search, with the history of its hypotheses. */
export interface BeamChoice extends Choice {
  /** For every word, the row of the previous column that it continues. */
  readonly parents: Buffer;
  /** (rows, 2): the value of every hypothesis after the last step, `FORBIDDEN` for none, and whether it is done. */
  readonly hypotheses: Buffer;
}

/** The best of all hypotheses and their continuations: at first a picture has one empty hypothesis. */
export function beamChoice(
  backend: Backend,
  workspace: Workspace,
  { images, columns, beamWidth: B }: Recording,
  V: number,
  { stride, words }: Spoken,
  { logProbs: log_probs, total }: NonNullable<Spoken['measured']>,
  end_word: number,
): BeamChoice {
  const rows = images * B;
  const candidates = workspace.create('candidates', rows * B, 'uint');
  const candidate_log_probs = workspace.create('log probs of candidates', rows * B);
  const parents = workspace.create('parents', columns * stride, 'uint');
  const first = workspace.create('first hypotheses', rows * 2);
  const value = (i: number) => (i % (2 * B) === 0 || i % 2 === 1 ? 0 : FORBIDDEN);
  backend.write(
    first,
    Float32Array.from({ length: rows * 2 }, (_, i) => value(i)),
  );
  const later = [workspace.create('hypotheses', rows * 2), workspace.create('next hypotheses', rows * 2)];
  const after = (t: number) => later[t % 2] ?? first;
  return {
    parents,
    hypotheses: columns > 1 ? after(columns - 2) : first,
    record(recorder, t, x) {
      const likeliest = { words: candidates, log_probs: candidate_log_probs };
      recorder.call(topWords, { M: 'R', V, K: B }, { x, total, ...likeliest });
      const hypotheses = t === 0 ? first : after(t - 1);
      recorder.call(
        beamStep,
        { R: 'R', B, V, out: (t + 1) * stride, end_word, scale: scaleName(t + 1), scale_before: scaleName(t) },
        { candidates, candidate_log_probs, hypotheses, words, parents, log_probs, next: after(t) },
      );
    },
  };
}
