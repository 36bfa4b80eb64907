import { describe, expect, it } from 'vitest';
import type { DecodeOptions } from '../../../src/options/decoding_options.ts';
import type { Rules } from '../../support/plain_decoder.ts';
import { scoreOf } from '../../support/plain_decoder.ts';
import { plainBeam, plainGreedyCaption, plainSample } from '../../support/plain_decoding.ts';
import { expected, found, speaker } from './small_speaker.ts';

const UNKNOWN = 3;
const constraints: readonly { what: string; options: DecodeOptions; rules: Rules }[] = [
  { what: 'nothing', options: {}, rules: {} },
  { what: 'immediate repeats', options: { noImmediateRepeat: true }, rules: { repeats: true } },
  { what: 'repeated trigrams', options: { noRepeatedTrigram: true }, rules: { trigrams: true } },
  { what: '<UNK>', options: { suppressUnknown: true }, rules: { words: [UNKNOWN] } },
  { what: 'bad endings', options: { badEndings: ['word4', 'word6'] }, rules: { badEndings: [4, 6] } },
  {
    what: 'all of these',
    options: { noImmediateRepeat: true, noRepeatedTrigram: true, suppressUnknown: true, badEndings: ['<START>'] },
    rules: { repeats: true, trigrams: true, words: [UNKNOWN], badEndings: [1] },
  },
];
const maxLength = 11;

describe.each([
  { cellType: 'rnn', seed: 6 },
  { cellType: 'lstm', seed: 22 },
] as const)('$cellType captions against a plain, slow decoder', ({ cellType, seed }) => {
  // Few words and large weights: captions repeat themselves and end often enough for every rule to matter.
  const { model, features, pictures, plain } = speaker(cellType, { V: 7, N: 8, spread: 1.3, seed });

  describe.each(constraints)('forbidding $what', ({ options, rules }) => {
    it('greedy', async () => {
      const decoded = await model.decode(features, { maxLength, ...options });
      for (const [i, picture] of pictures.entries()) {
        const caption = await plainGreedyCaption(plain, picture, maxLength, rules);
        expect(decoded[i]?.map(found)).toEqual([expected(caption)]);
      }
    });

    it.each([
      { temperature: 1, topK: 0, topP: 1 },
      { temperature: 1.7, topK: 3, topP: 1 },
      { temperature: 0.8, topK: 0, topP: 0.7 },
      { temperature: 2, topK: 5, topP: 0.8 },
    ])('sampled: temperature $temperature, top $topK, mass $topP', async (draw) => {
      const decoded = await model.decode(features, { method: 'sample', maxLength, seed: 77, ...draw, ...options });
      for (const [i, picture] of pictures.entries()) {
        const caption = await plainSample(plain, picture, { ...draw, seed: 77, maxLength, rules }, i);
        expect(decoded[i]?.map(found)).toEqual([expected(caption)]);
      }
    });

    it.each([
      { width: 1, alpha: 0 },
      { width: 3, alpha: 0 },
      { width: 5, alpha: 0.7 },
      { width: 10, alpha: 1 },
    ])('beam of $width, length normalised by $alpha', async ({ width, alpha }) => {
      const beam = { method: 'beam', beamWidth: width, nBest: width, lengthNormalization: alpha } as const;
      const decoded = await model.decode(features, { ...beam, maxLength, ...options });
      for (const [i, picture] of pictures.entries()) {
        const captions = await plainBeam(plain, picture, { width, alpha, maxLength, rules });
        expect(decoded[i]?.map(found)).toEqual(captions.map(expected));
        for (const [b, caption] of captions.entries()) {
          expect(decoded[i]?.[b]?.score).toBeCloseTo(scoreOf(caption, alpha), 9);
        }
      }
    });
  });

  it('the rules change the captions', async () => {
    const texts = [];
    for (const { options } of constraints) {
      const decoded = (await model.decode(features, { maxLength, ...options })).flat();
      texts.push(JSON.stringify(decoded.map(({ words, ended }) => [words, ended])));
    }
    expect(new Set(texts).size).toBe(constraints.length);
  });
});
