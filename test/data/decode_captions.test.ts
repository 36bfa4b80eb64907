import { describe, expect, it } from 'vitest';
import { decodeCaptions } from '../../src/data/decode_captions.ts';
import { DataError, OptionError, ShapeError } from '../../src/errors.ts';
import { tensor } from '../../src/tensor.ts';
import { words } from './support/coco_folder.ts';
import { expectFault } from './support/faults.ts';

describe('decodeCaptions', () => {
  it('gives one string for one caption: ended by <END>, without <NULL>', () => {
    const text = '<START> a dog runs <END>';
    expect(decodeCaptions([1, 4, 5, 6, 2, 4, 4], words)).toBe(text);
    expect(decodeCaptions(Int32Array.from([1, 4, 0, 5, 6, 2]), words)).toBe(text);
    expect(decodeCaptions(tensor([6], Int32Array.from([1, 4, 5, 6, 2, 0])), words)).toBe(text);
  });

  it('gives a list for a matrix, even of one caption', () => {
    const captions = tensor([2, 4], Int32Array.from([4, 5, 6, 5, 1, 3, 2, 6]));
    expect(decodeCaptions(captions, words)).toEqual(['a dog runs dog', '<START> <UNK> <END>']);
    expect(decodeCaptions(tensor([1, 2], Int32Array.from([4, 5])), words)).toEqual(['a dog']);
    expect(decodeCaptions(tensor([0, 3], new Int32Array(0)), words)).toEqual([]);
  });

  it('gives the empty string for nothing but <NULL>', () => {
    expect(decodeCaptions(new Int32Array(4), words)).toBe('');
    expect(decodeCaptions(tensor([2, 0], new Int32Array(0)), words)).toEqual(['', '']);
  });

  it('takes numbers by word too, in any order', () => {
    const wordToIdx = { runs: 2, '10': 3, '<END>': 1, '2': 4, '<NULL>': 0 };
    expect(decodeCaptions([4, 2, 3, 0, 1], wordToIdx)).toBe('2 runs 10 <END>');
    expect(decodeCaptions(tensor([1, 2], Int32Array.from([3, 4])), wordToIdx)).toEqual(['10 2']);
    const words = ['<NULL>', '10', 'runs', '2'];
    expect(decodeCaptions([3, 2, 1], words)).toBe('2 runs 10');
  });

  it('refuses the keys of numbers by word, which JavaScript sorts, and anything but a list of words', async () => {
    const keys = Object.keys({ '<NULL>': 0, a: 1, '2': 2, '10': 3 });
    expect(keys).toEqual(['2', '10', '<NULL>', 'a']);
    const sorted = { where: 'decodeCaptions: words', expected: 'words by number', found: 'begins with "2"' };
    const error = await expectFault(OptionError, sorted, () => decodeCaptions([1], keys));
    expect(error.fault.remedy).toContain('wordToIdx itself');
    const odd = { where: 'words, number 1', expected: 'a word', found: '7' };
    await expectFault(OptionError, odd, () => decodeCaptions([1], ['a', 7] as unknown as string[]));
    const gap = { where: 'decodeCaptions: words', expected: 'from 0 to 1', found: '5' };
    await expectFault(DataError, gap, () => decodeCaptions([1], { a: 0, b: 5 }));
    const none = { where: 'decodeCaptions: words', expected: 'a list of words by number', found: 'nothing' };
    await expectFault(OptionError, none, () => decodeCaptions([1], undefined as unknown as string[]));
  });

  it('refuses numbers without a word, and other shapes', async () => {
    const found = 'a word number from 0 to 6';
    const captions = tensor([2, 2], Int32Array.from([4, 5, 6, 7]));
    await expectFault(DataError, { where: 'caption 1, column 1', expected: found, found: '7' }, () =>
      decodeCaptions(captions, words),
    );
    await expectFault(DataError, { where: 'caption, column 0', expected: found, found: '-1' }, () =>
      decodeCaptions([-1], words),
    );
    const cube = tensor([1, 1, 1], Int32Array.from([4]));
    await expectFault(ShapeError, { where: 'captions', expected: '(T) or (N, T)', found: '(1, 1, 1)' }, () =>
      decodeCaptions(cube, words),
    );
  });
});
