import { describe, expect, it } from 'vitest';
import type { CpuBackend } from '../../../src/cpu/backend.ts';
import type { DecodeOptions } from '../../../src/options/decoding_options.ts';
import { tensor } from '../../../src/tensor.ts';
import { plainStart } from '../../support/plain_decoder.ts';
import { speaker, vocabulary } from './small_speaker.ts';

const methods: readonly DecodeOptions[] = [
  { method: 'greedy' },
  { method: 'sample', seed: 4 },
  { method: 'beam', beamWidth: 4, nBest: 4 },
];

describe.each(['rnn', 'lstm'] as const)('details of %s captions', (cellType) => {
  const { model, features, pictures, plain } = speaker(cellType, { V: 12, N: 5, seed: 3 });

  it.each(methods)('list the likeliest words beside each, whatever is forbidden: $method', async (method) => {
    const options = { ...method, noImmediateRepeat: true, suppressUnknown: true, maxLength: 7, alternatives: 3 };
    const decoded = await model.decode(features, options);
    for (const [i, picture] of pictures.entries()) {
      for (const caption of decoded[i] ?? expect.fail()) {
        expect(caption.alternatives).toHaveLength(caption.wordLogProbs.length);
        let { state } = await plainStart(plain, picture);
        let word = 1;
        for (const [t, alternatives] of caption.alternatives.entries()) {
          const next = await plain.say(state, word);
          const order = next.logProbs
            .map((_, v) => v)
            .sort((a, b) => (next.logProbs[b] ?? 0) - (next.logProbs[a] ?? 0));
          expect(alternatives.map((one) => one.word)).toEqual(order.slice(0, 3));
          for (const one of alternatives) expect(one.logProb).toBeCloseTo(next.logProbs[one.word] ?? 0, 9);
          state = next.state;
          word = caption.words[t] ?? 2;
          expect(caption.wordLogProbs[t]).toBeCloseTo(next.logProbs[word] ?? 0, 9);
        }
      }
    }
  });

  it.each(methods)('have log-probabilities that add up, in ordered lists: $method', async (method) => {
    for (const captions of await model.decode(features, { ...method, maxLength: 9 })) {
      expect(captions).toHaveLength(method.nBest ?? 1);
      for (const { words, wordLogProbs, logProb, score, ...caption } of captions) {
        expect(wordLogProbs).toHaveLength(words.length + (caption.ended ? 1 : 0));
        expect(logProb).toBeCloseTo(
          wordLogProbs.reduce((sum, one) => sum + one, 0),
          12,
        );
        expect(score).toBe(logProb);
        expect(words).not.toContain(2);
        expect(caption.alternatives.flat()).toEqual([]);
      }
      const scores = captions.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((a, b) => b - a));
      expect(new Set(captions.map(({ words, ...caption }) => `${words} ${caption.ended}`)).size).toBe(captions.length);
    }
  });

  it.each(methods)('are the same for a picture alone or among others: $method', async (method) => {
    const all = await model.decode(features, method);
    const first = tensor([1, 5], features.data.slice(0, 5));
    expect(await model.decode(first, method)).toEqual(all.slice(0, 1));
  });

  it.each(methods)('give an empty caption log-probability 0: $method', async (method) => {
    const nothing = { words: [], ended: false, logProb: 0, score: 0, wordLogProbs: [], alternatives: [] };
    expect(await model.decode(features, { ...method, maxLength: 1 })).toEqual(pictures.map(() => [nothing]));
  });

  it.each(methods)('match caption(), which returns the best as text: $method', async (method) => {
    const decoded = await model.decode(features, { ...method, maxLength: 9 });
    const words = Object.keys(vocabulary(12));
    const texts = decoded.map(([best]) => best?.words.map((word) => words[word]).join(' '));
    expect(texts.some((text) => text?.includes(' '))).toBe(true);
    expect(await model.caption(features, { ...method, maxLength: 9 })).toEqual(texts);
  });

  it('match sample(), up to <END>, when greedy', async () => {
    const { data } = await model.sample(features, 12);
    const decoded = await model.decode(features, { maxLength: 12 });
    for (const [i, [caption]] of decoded.entries()) {
      const row = [...data.subarray(i * 12 + 1, (i + 1) * 12)];
      const end = row.indexOf(2);
      expect(caption?.words).toEqual(end < 0 ? row : row.slice(0, end));
      expect(caption?.ended).toBe(end >= 0);
    }
  });
});

describe('if the rules leave no word', () => {
  // Four words, <NULL>, <START>, <END> and <UNK>, of which one may not come again, one never and one not here.
  const options = { noImmediateRepeat: true, suppressUnknown: true, badEndings: ['<START>', '<NULL>'] } as const;

  it.each(methods)('captions stop, and the words so far are reported: $method', async (method) => {
    const { model, features } = speaker('rnn', { V: 4, N: 12, seed: 3 });
    const trigrams = { ...options, noRepeatedTrigram: true, maxLength: 12 };
    for (const [caption] of await model.decode(features, { ...method, ...trigrams })) {
      // <START> <NULL> <START> <NULL>: a third <START> would be the second time <START> <NULL> <START>.
      expect(caption?.words).toEqual([0, 1, 0]);
      expect(caption?.ended).toBe(false);
      expect(caption?.wordLogProbs.every((logProb) => logProb < 0 && logProb > -100)).toBe(true);
    }
  });
});

describe('programs', () => {
  it('are recorded once for the options that change what is recorded, and freed', async () => {
    const { model, features } = speaker('lstm');
    const { backend } = model;
    const before = backend.bytes;
    let recorded = 0;
    const record = backend.record.bind(backend);
    Object.defineProperty(backend, 'record', {
      value: (label: string) => {
        recorded++;
        return record(label);
      },
    });
    const beam = { method: 'beam', beamWidth: 3 } as const;
    await model.decode(features, beam);
    const { bytes } = backend;
    await model.decode(features, { ...beam, lengthNormalization: 1, nBest: 2 });
    expect([recorded, backend.bytes]).toEqual([1, bytes]);
    const sample = { method: 'sample', badEndings: ['word4'] } as const;
    await model.decode(features, { ...sample, seed: 1, topK: 3, topP: 0.5, temperature: 2 });
    await model.decode(features, { ...sample, seed: 2, badEndings: ['word5'] });
    await model.decode(features, beam);
    expect(recorded).toBe(2);
    for (let maxLength = 2; maxLength < 12; maxLength++) await model.decode(features, { maxLength });
    expect(recorded).toBe(12);
    expect(backend.bytes - before).toBeLessThan(2 * (bytes - before));
    model.destroy();
    expect(backend.bytes).toBe(0);
  });

  it('process pictures in runs whose scores fit a buffer', async () => {
    const { model, features } = speaker('lstm', { N: 7, V: 50 });
    const options = { method: 'beam', beamWidth: 4, maxLength: 8 } as const;
    const together = await model.decode(features, options);
    const { backend } = model;
    const limit = 3 * 4 * 50 + 1;
    Object.defineProperty(backend, 'maxBufferLength', { value: limit });
    const lengths: number[] = [];
    const create = backend.create.bind(backend);
    Object.defineProperty(backend, 'create', {
      value: (...args: Parameters<CpuBackend['create']>) => {
        lengths.push(args[1]);
        return create(...args);
      },
    });
    let runs = 0;
    const write = backend.write.bind(backend);
    Object.defineProperty(backend, 'write', {
      value: (...args: Parameters<CpuBackend['write']>) => {
        if (args[0].label === 'features') runs++;
        write(...args);
      },
    });
    expect(await model.decode(features, options)).toEqual(together);
    expect(runs).toBe(3);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(limit);
  });
});
