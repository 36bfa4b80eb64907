import { affineForward } from '../ops/affine_forward.ts';
import type { Buffer, Program, Recorder } from '../ops/backend.ts';
import { fill } from '../ops/elementwise.ts';
import { forbidWords } from '../ops/forbid_words.ts';
import { logSumExp } from '../ops/log_sum_exp.ts';
import { topWords } from '../ops/top_words.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { BeamChoice } from './beam.ts';
import type { Captioner, SpecialWords } from './captioner.ts';
import type { Choice } from './choice.ts';
import type { Recording } from './recording.ts';
import type { Spoken } from './spoken.ts';
import { States } from './states.ts';

interface Setting {
  readonly captioner: Captioner;
  readonly special: SpecialWords;
  readonly workspace: Workspace;
  readonly recording: Recording;
  readonly spoken: Spoken;
  readonly choice: Choice | BeamChoice;
  readonly features: Buffer;
  readonly badEndings: Buffer | undefined;
}

/**
 * Records every step of decoding: a word goes in, scores come out, words are forbidden, one is chosen. Whatever a choice
 * makes of scores that are not finite, their magnitude tells of it.
 */
export function recordSteps(setting: Setting): Program {
  const { captioner, workspace, recording, spoken, choice } = setting;
  const { backend, W, H, V, gateWidth, weights: w } = captioner;
  const { images, columns, beamWidth, alternatives: K } = recording;
  const { stride, words, magnitude, measured, alternatives } = spoken;
  const rows = images * beamWidth;
  const states = new States(captioner, workspace, recording);
  const scores = workspace.create('scores', rows * V);
  // Input projections of every word once, or of the words of each step: whichever are fewer rows, if they fit.
  const table = V <= rows * (columns - 1) && V * gateWidth <= backend.maxBufferLength;
  const xw = workspace.create('xw', (table ? V : rows) * gateWidth);
  const embedding = { x: w.W_embed, w: w.Wx, b: w.b, y: xw };
  const own = table ? undefined : rowNumbers(setting, rows);

  const recorder = backend.record(`decoding: ${recording.method}`);
  recorder.call(fill, { Q: rows, value: 0 }, { x: magnitude });
  if (table) recorder.call(affineForward, { M: V, K: W, N: gateWidth }, embedding);
  states.begin(recorder, captioner.encode(recorder, workspace, setting.features, images));
  for (let t = 0; t + 1 < columns; t++) {
    const first = t * stride;
    const spokenWords = spoken.columns[t];
    if (own) recorder.call(affineForward, { M: 'R', K: W, N: gateWidth }, { ...embedding, rows: spokenWords });
    const x_first = states.step(recorder, t, xw, own ?? words, own ? 0 : first);
    const vocabulary = { x: states.hs, w: w.W_vocab, b: w.b_vocab, y: scores };
    recorder.call(affineForward, { M: 'R', K: H, N: V, x_first }, vocabulary);
    if (measured) recorder.call(logSumExp, { M: 'R', V }, { x: scores, total: measured.total, magnitude });
    if (measured && alternatives) {
      const likeliest = { words: alternatives.words, log_probs: alternatives.logProbs, total: measured.total };
      recorder.call(topWords, { M: 'R', V, K, out: t * rows }, { x: scores, ...likeliest });
    }
    recordForbidden(setting, recorder, first, scores);
    choice.record(recorder, t, scores);
    if ('parents' in choice && t + 2 < columns) states.follow(recorder, choice.parents, first + stride);
  }
  return recorder.finish();
}

function rowNumbers({ captioner, workspace }: Setting, rows: number): Buffer {
  const numbers = workspace.create('own rows', rows, 'uint');
  captioner.backend.write(
    numbers,
    Uint32Array.from({ length: rows }, (_, row) => row),
  );
  return numbers;
}

function recordForbidden(
  { captioner, special, recording, spoken, choice, badEndings: bad_endings }: Setting,
  recorder: Recorder,
  first: number,
  scores: Buffer,
): void {
  const flags = (['repeats', 'trigrams', 'unknown'] as const).filter((constraint) => recording[constraint]);
  if (flags.length === 0 && !bad_endings) return;
  const { stride, words } = spoken;
  const parents = 'parents' in choice ? choice.parents : undefined;
  const numbers = { unknown_word: special.unknown ?? 0, end_word: special.end };
  const sizes = { M: 'R', V: captioner.V, first, stride, ...numbers };
  recorder.call(forbidWords, sizes, { words, parents, bad_endings, scores }, flags);
}
