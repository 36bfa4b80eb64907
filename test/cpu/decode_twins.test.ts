import { expect, test } from 'vitest';
import { ops } from '../../src/ops/every_op.ts';
import { FORBIDDEN } from '../../src/ops/top_words.ts';
import { runOp } from '../support/run_op.ts';

// Numbers worked out by hand: what whole captions seldom come to.

const [END, none] = [2, FORBIDDEN];

test('beam_step ranks finished, active and blocked hypotheses together', async () => {
  const R = 3;
  const result = await runOp(
    ops.beam_step,
    { R, B: 3, V: 9, out: 1, end_word: END, scale: 1 / 4, scale_before: 1 / 2 },
    {
      // Row 0 lives, row 1 was done with score −1.2, row 2 lives but has no word left.
      hypotheses: Float64Array.of(-4, 0, -1.2, 1, -3, 0),
      candidates: Uint32Array.of(5, END, 7, 0, 0, 0, 4, 4, 4),
      candidate_log_probs: Float64Array.of(-0.4, -1.2, -3, -1, -1, -1, none, none, none),
      words: new Uint32Array(R + 1),
      parents: new Uint32Array(R + 1),
      log_probs: new Float64Array(R + 1),
      next: new Float64Array(2 * R),
    },
  );
  // Scores: row 0 (−4.4, −5.2, −7) / 4, row 1 −1.2, row 2 −3 / 2.
  expect([...(result.words ?? [])]).toEqual([0, 5, END, END]);
  expect([...(result.parents ?? [])]).toEqual([0, 0, 1, 0]);
  expect([...(result.log_probs ?? [])]).toEqual([0, -0.4, none, -1.2]);
  expect([...(result.next ?? [])]).toEqual([-4.4, 0, -1.2, 1, -5.2 / 4, 1]);
});

test('beam_step keeps a hypothesis that has no word left with its score so far', async () => {
  const result = await runOp(
    ops.beam_step,
    { R: 1, B: 1, V: 9, end_word: END, scale: 1 / 4, scale_before: 1 / 2 },
    {
      hypotheses: Float64Array.of(-3, 0),
      candidates: Uint32Array.of(4),
      candidate_log_probs: Float64Array.of(none),
      words: new Uint32Array(1),
      parents: new Uint32Array(1),
      log_probs: new Float64Array(1),
      next: new Float64Array(2),
    },
  );
  expect([...(result.next ?? [])]).toEqual([-1.5, 1]);
  expect([...(result.log_probs ?? [])]).toEqual([none]);
});

test('top_words breaks ties by the lower index, and stays within the vocabulary', async () => {
  const result = await runOp(
    ops.top_words,
    { M: 1, V: 3, K: 4 },
    {
      x: Float64Array.of(1, 3, 1),
      total: Float64Array.of(4),
      words: new Uint32Array(4),
      log_probs: new Float64Array(4),
    },
  );
  expect([...(result.words ?? [])]).toEqual([1, 0, 2, 0]);
  expect([...(result.log_probs ?? [])]).toEqual([-1, -3, -3, none]);
});

test('forbid_words follows parents back to the words before the last two', async () => {
  // Row 0 said 5 6 7 5 6, crossing between the rows; row 1 said 5 6 8 5 5.
  const { scores } = await runOp(
    ops.forbid_words,
    { M: 2, V: 9, first: 8, stride: 2 },
    {
      words: Uint32Array.of(5, 5, 6, 6, 8, 7, 5, 5, 6, 5),
      parents: Uint32Array.of(0, 1, 1, 0, 0, 1, 1, 0, 0, 1),
      scores: new Float64Array(18),
    },
    ['trigrams', 'repeats'],
  );
  const forbidden = [...(scores ?? [])].flatMap((score, i) => (score === none ? [i] : []));
  expect(forbidden).toEqual([6, 7, 9 + 5]);
});

test('draw_word keeps ties of the last one kept', async () => {
  const said = new Set<number | undefined>();
  for (let seed = 0; seed < 60; seed++) {
    const { words } = await runOp(
      ops.draw_word,
      { M: 1, V: 4, seed, temperature: 1, top_k: 2, top_p: 1 },
      {
        x: Float64Array.of(0, 1, 0, -1),
        total: new Float64Array(1),
        words: new Uint32Array(1),
        log_probs: new Float64Array(1),
      },
    );
    said.add(words?.[0]);
  }
  expect([...said].sort()).toEqual([0, 1, 2]);
});
