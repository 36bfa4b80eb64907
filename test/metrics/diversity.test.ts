import { describe, expect, it } from 'vitest';
import { DataError } from '../../src/errors.ts';
import { captionDiversity } from '../../src/metrics/diversity.ts';

describe('captionDiversity', () => {
  it('counts words, identical and new captions', () => {
    const captions = ['a dog runs', 'a dog runs', 'a cat', 'a dog sits'];
    const vocabulary = ['<NULL>', '<START>', '<END>', '<UNK>', 'a', 'dog', 'cat', 'runs', 'sits', 'bird'];
    expect(captionDiversity(captions, { vocabulary, trainingCaptions: ['a cat', 'a bird'] })).toEqual({
      captions: 4,
      distinctCaptions: 3,
      identicalShare: 1 / 2,
      distinctWords: 5,
      vocabularyShare: 5 / 7,
      novelShare: 3 / 4,
    });
  });

  it('compares words: capitals and full stops do not matter', () => {
    const options = { vocabulary: ['a', 'Dog', 'cat'], trainingCaptions: ['A dog runs.', 'a cat'] };
    const raw = captionDiversity(['a dog runs', 'A dog runs.', 'A cat sits!'], options);
    expect(raw).toMatchObject({ distinctCaptions: 2, distinctWords: 5, vocabularyShare: 1, novelShare: 1 / 3 });
    const asItIs = captionDiversity(['a dog runs', 'A dog runs.'], { ...options, tokenize: 'whitespace' });
    expect(asItIs).toMatchObject({ distinctCaptions: 2, distinctWords: 5, vocabularyShare: 1 / 3, novelShare: 1 / 2 });
  });

  it('reports when all are the same, and only what its arguments allow', () => {
    expect(captionDiversity(['a', 'a', 'a'])).toEqual({
      captions: 3,
      distinctCaptions: 1,
      identicalShare: 1,
      distinctWords: 1,
    });
    expect(captionDiversity(['a']).identicalShare).toBe(0);
    expect(() => captionDiversity([])).toThrow(DataError);
  });
});
