import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, OptionError, ShapeError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { CaptioningOptions } from '../../src/model/configuration.ts';
import { tensor } from '../../src/tensor.ts';
import { wordToIdx } from '../support/captions.ts';

const good = { wordToIdx: wordToIdx(6), inputDim: 3, wordvecDim: 4, hiddenDim: 2 };
const create = (options: object) => new CaptioningRNN(new CpuBackend(), { ...good, ...options } as CaptioningOptions);

describe('CaptioningRNN refuses', () => {
  it.each([
    [{ hiddenDims: 3 }, /option hiddenDims.*one of.*hiddenDim/],
    [{ hiddenDim: 0 }, /hiddenDim.*positive integer.*0/],
    [{ inputDim: 2.5 }, /inputDim.*positive integer.*2.5/],
    [{ wordvecDim: '4' }, /wordvecDim/],
    [{ cellType: 'gru' }, /cellType.*rnn, lstm.*gru/],
    [{ wordToIdx: { cat: 0 } }, /<NULL>/],
    [{ wordToIdx: { '<NULL>': 9 } }, /<NULL>.*0 to 0.*9/],
    [{ wordToIdx: {} }, /no entries/],
    [{ seed: 0.5 }, /seed.*integer/],
  ])('options %o', (options, message) => {
    expect(() => create(options)).toThrow(OptionError);
    expect(() => create(options)).toThrow(message);
  });

  const captions = tensor([2, 3], Int32Array.of(1, 3, 2, 1, 4, 2));
  const features = tensor([2, 3], new Float32Array(6));

  it.each([
    ['features of another length', tensor([2, 4], new Float32Array(8)), captions, /features.*\(2, 3\).*\(2, 4\)/],
    ['as many features as captions', tensor([1, 3], new Float32Array(3)), captions, /features.*\(2, 3\)/],
    ['captions without a target', features, tensor([2, 1], new Int32Array(2)), /captions.*T ≥ 1/],
    ['flat captions', features, tensor([6], new Int32Array(6)), /captions.*\(N, T \+ 1\).*\(6\)/],
  ])('%s', async (_, x, words, message) => {
    await expect(create({}).loss(x, words)).rejects.toThrow(ShapeError);
    await expect(create({}).loss(x, words)).rejects.toThrow(message);
  });

  it.each([
    ['a word that does not exist', tensor([2, 3], Int32Array.of(1, 3, 2, 1, 6, 2)), /captions\[1, 1\].*0 to 5.*6/],
    ['a negative word', tensor([2, 3], Int32Array.of(1, -3, 2, 1, 4, 2)), /captions\[0, 1\].*-3/],
    ['half a word', tensor([2, 3], [1, 3, 2, 1, 4, 2.5]), /captions\[1, 2\].*2\.5/],
    ['a word that is not a number', tensor([2, 3], [Number.NaN, 3, 2, 1, 4, 2]), /captions\[0, 0\].*NaN/],
  ])('%s', async (_, words, message) => {
    for (const call of [create({}).loss(features, words), create({}).evaluateLoss(features, words)]) {
      const error: unknown = await call.catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DataError);
      expect(String(error)).toMatch(message);
    }
  });

  it('parameters of a wrong name or shape, and changes none', () => {
    const model = create({});
    const before = model.params;
    const Wx = tensor([4, 2], new Float32Array(8));
    expect(() => model.setParams({ Wx, W_x: Wx })).toThrow(OptionError);
    expect(() => model.setParams({ Wx, b: tensor([3], new Float32Array(3)) })).toThrow(/setParams: b: .*\(2\).*\(3\)/);
    expect(model.params).toBe(before);
  });

  it('sampling without <START> or <END>, or to no length', async () => {
    const model = create({ wordToIdx: { '<NULL>': 0, '<START>': 1 } });
    await expect(model.sample(features)).rejects.toThrow(/<END>/);
    await expect(create({}).sample(features, 0)).rejects.toThrow(/maxLength/);
    await expect(create({}).sample(tensor([2, 4], new Float32Array(8)))).rejects.toThrow(/\(2, 3\)/);
  });
});
