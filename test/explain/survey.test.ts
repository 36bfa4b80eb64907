import { describe, expect, it } from 'vitest';
import { surveyUnits } from '../../src/explain/survey.ts';
import { unitsOfWord, wordsOfUnit } from '../../src/explain/unit_words.ts';
import { tensor } from '../../src/tensor.ts';

const idxToWord = ['<NULL>', '<START>', '<END>', 'red', 'ring'];
/** "red ring", "ring", "red red": the steps behind the end of a caption have states that must not count. */
const captions = tensor(
  [3, 4],
  Int32Array.from([
    ...[1, 3, 4, 2], //
    ...[1, 4, 2, 0],
    ...[1, 3, 3, 0],
  ]),
);
const NONE = 99;
/** Two units at three steps of three captions. */
const hidden = tensor(
  [3, 3, 2],
  Float32Array.from([
    ...[0.5, 0.1, -0.25, 0.2, 0, 0.3], //
    ...[-0.75, 0.4, 0.5, 0.5, NONE, NONE],
    ...[0.25, 0.6, 0.75, 0.7, NONE, NONE],
  ]),
);
const cell = tensor(
  [3, 3, 2],
  hidden.data.map((value) => 2 * value),
);

const rounded = (values: ArrayLike<number>) => Array.from(values, (value) => Math.round(1e4 * value) / 1e4);

describe('a survey of the units', () => {
  const survey = surveyUnits({ captions, states: { hidden, cell }, idxToWord, nullWord: 0 });

  it('counts words up to the end of each caption, and reports the number of captions', () => {
    expect([survey.captions, survey.positions, survey.H]).toEqual([3, 7, 2]);
    expect(survey.said.words).toEqual(['red', 'ring', '<END>']);
    expect([...survey.said.counts]).toEqual([3, 2, 2]);
    expect(survey.read.words).toEqual(['<START>', 'red', 'ring']);
    expect([...survey.read.counts]).toEqual([3, 2, 2]);
  });

  it('has the mean of each unit before a word is generated', () => {
    // red: (0.5 + 0.25 + 0.75) / 3 and (0.1 + 0.6 + 0.7) / 3; ring: (−0.25 − 0.75) / 2, 0.3; <END>: 0.25, 0.4.
    expect(rounded(survey.said.h)).toEqual([0.5, 0.4667, -0.5, 0.3, 0.25, 0.4]);
    expect(rounded(survey.said.c ?? [])).toEqual([1, 0.9333, -1, 0.6, 0.5, 0.8]);
  });

  it('has the mean of each unit after a word was read', () => {
    // <START>: (0.5 − 0.75 + 0.25) / 3; red: (−0.25 + 0.75) / 2; ring: (0 + 0.5) / 2.
    expect(rounded(survey.read.h)).toEqual([0, 0.3667, 0.25, 0.45, 0.25, 0.4]);
  });

  it('has no cell state of an RNN', () => {
    expect(surveyUnits({ captions, states: { hidden }, idxToWord, nullWord: 0 }).said).not.toHaveProperty('c');
  });
});

describe('the words of a unit', () => {
  const means = {
    words: ['a', 'red', 'blue', 'star'],
    counts: Uint32Array.of(10, 4, 6, 2),
    h: Float32Array.from([0, 0.5, 1, 0.25, -0.5, 0.5, 0.5, -1]),
    c: Float32Array.from([8, 0, 0, 0, 0, 0, 0, 0]),
  };

  it('are those at which it differs most from its mean at all others, except rare words', () => {
    expect(wordsOfUnit(means, 0, 'h')).toEqual([
      // red: 1 against (10 · 0 + 6 · −0.5 + 2 · 0.5) / 18.
      { unit: 0, word: 'red', count: 4, mean: 1, elsewhere: -2 / 18 },
      // blue: −0.5 against (10 · 0 + 4 · 1 + 2 · 0.5) / 16.
      { unit: 0, word: 'blue', count: 6, mean: -0.5, elsewhere: 5 / 16 },
      // a: 0 against (4 · 1 + 6 · −0.5 + 2 · 0.5) / 12.
      { unit: 0, word: 'a', count: 10, mean: 0, elsewhere: 2 / 12 },
    ]);
    expect(wordsOfUnit(means, 0, 'c')[0]).toEqual({ unit: 0, word: 'a', count: 10, mean: 8, elsewhere: 0 });
  });

  it('lead back to the units of a word', () => {
    expect(unitsOfWord(means, 'red', 'h').map(({ unit }) => unit)).toEqual([0, 1]);
    expect(unitsOfWord(means, 'blue', 'h')).toMatchObject([
      { unit: 0, mean: -0.5 },
      { unit: 1, mean: 0.5, elsewhere: (10 * 0.5 + 4 * 0.25 - 2) / 16 },
    ]);
    expect(unitsOfWord(means, 'star', 'h')).toEqual([]);
    expect(unitsOfWord(means, 'zebra', 'h')).toEqual([]);
  });

  it('are none if a network always generates the same word', () => {
    const one = { words: ['a'], counts: Uint32Array.of(9), h: Float32Array.of(0.5, 1) };
    expect(wordsOfUnit(one, 1, 'h')).toEqual([]);
  });
});
