import { describe, expect, it } from 'vitest';
import { tensor } from '../../../src/tensor.ts';
import { scoreOf } from '../../support/plain_decoder.ts';
import { allCaptions, drawProbabilities } from '../../support/plain_decoding.ts';
import { expected, found, speaker } from './small_speaker.ts';

describe.each(['rnn', 'lstm'] as const)('%s beam search', (cellType) => {
  it.each([1, 2, 3, 4, 5])('of one hypothesis is greedy, exactly (seed %d)', async (seed) => {
    const { model, features } = speaker(cellType, { N: 20, V: 30, seed });
    const greedy = await model.decode(features);
    expect(await model.decode(features, { method: 'beam', beamWidth: 1 })).toEqual(greedy);
    const normalised = await model.decode(features, { method: 'beam', beamWidth: 1, lengthNormalization: 0.6 });
    expect(normalised.flat().map(found)).toEqual(greedy.flat().map(found));
  });

  it.each([0, 0.7, 2])(
    'finds the best of all captions where none is dropped, length normalised by %d',
    async (alpha) => {
      // Three words: after three steps there are 15 captions, and no step has more than ten hypotheses to keep.
      const { model, features, pictures, plain } = speaker(cellType, { N: 5, V: 3, seed: 9 });
      const beam = { method: 'beam', beamWidth: 10, nBest: 10, maxLength: 4, lengthNormalization: alpha } as const;
      const decoded = await model.decode(features, beam);
      for (const [i, picture] of pictures.entries()) {
        const all = await allCaptions(plain, picture, 4, alpha);
        expect(all).toHaveLength(15);
        expect(decoded[i]?.map(found)).toEqual(all.slice(0, 10).map(expected));
        expect(decoded[i]?.[0]?.score).toBeCloseTo(scoreOf(all[0] ?? expect.fail(), alpha), 9);
      }
    },
  );

  it('of five finds captions at least as likely as greedy ones, nearly always', async () => {
    const { model, features } = speaker(cellType, { N: 200, V: 30, seed: 2 });
    const greedy = (await model.decode(features)).flat();
    const beam = (await model.decode(features, { method: 'beam', beamWidth: 5 })).flat();
    const behind = beam.filter(({ logProb }, i) => logProb < (greedy[i]?.logProb ?? 0) - 1e-9);
    expect(behind.length).toBeLessThanOrEqual(0.01 * greedy.length);
    expect(beam.filter(({ logProb }, i) => logProb > (greedy[i]?.logProb ?? 0) + 1e-9).length).toBeGreaterThan(20);
  });
});

describe('sampling', () => {
  const N = 6000;

  it.each([
    { temperature: 1, topK: 0, topP: 1 },
    { temperature: 0.6, topK: 0, topP: 1 },
    { temperature: 1, topK: 4, topP: 1 },
    { temperature: 1.5, topK: 0, topP: 0.8 },
    { temperature: 2, topK: 6, topP: 0.75 },
  ])('draws words with their probabilities: %o', async (draw) => {
    const { model, pictures, plain } = speaker('rnn', { V: 9, seed: 5 });
    const [picture = expect.fail()] = pictures;
    const features = tensor(
      [N, picture.length],
      Float64Array.from({ length: N * picture.length }, (_, i) => picture[i % picture.length] ?? 0),
    );
    const decoded = await model.decode(features, { method: 'sample', maxLength: 2, seed: 12, ...draw });
    const { logProbs } = await plain.say(await plain.begin(picture), 1);
    const probabilities = drawProbabilities(logProbs, draw);
    const said = decoded.flat().map(({ words, ended }) => (ended ? 2 : words[0]));
    for (const [word, probability] of probabilities.entries()) {
      const share = said.filter((one) => one === word).length / N;
      expect(Math.abs(share - probability), `word ${word}`).toBeLessThanOrEqual(
        4.5 * Math.sqrt((probability * (1 - probability)) / N),
      );
    }
  });

  it('depends on the seed, and not on how pictures are batched', async () => {
    const { model, features } = speaker('lstm', { N: 130, V: 20 });
    const say = async (seed: number) =>
      (await model.decode(features, { method: 'sample', seed })).map(([one]) => one?.words.join(' '));
    const first = await say(1);
    expect(await say(1)).toEqual(first);
    expect((await say(2)).filter((words, i) => words === first[i]).length).toBeLessThan(20);
    Object.defineProperty(model.backend, 'maxBufferLength', { value: 20 * 30 });
    expect(await say(1)).toEqual(first);
    // Every picture has numbers of its own.
    const alike = tensor(
      [3, 5],
      Float64Array.from({ length: 15 }, (_, i) => features.data[i % 5] ?? 0),
    );
    const sampled = await model.decode(alike, { method: 'sample', seed: 1 });
    expect(new Set(sampled.map(([one]) => one?.words.join(' '))).size).toBe(3);
  });

  it('of only the likeliest word is greedy', async () => {
    const { model, features } = speaker('lstm', { N: 10, V: 20 });
    const greedy = (await model.decode(features)).flat().map(found);
    for (const draw of [{ topK: 1 }, { topP: 1e-9 }]) {
      expect((await model.decode(features, { method: 'sample', ...draw })).flat().map(found)).toEqual(greedy);
    }
  });
});
