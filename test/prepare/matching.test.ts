import { describe, expect, it } from 'vitest';
import { captionRow, frequentWords } from '../../src/data/caption_words.ts';
import { DataError } from '../../src/errors.ts';
import { chooseSplits, type SplitOptions } from '../../src/prepare/choose_splits.ts';
import { type DescribedPicture, matchPictures } from '../../src/prepare/match_pictures.ts';
import type { Mention, SplitName } from '../../src/prepare/mention.ts';
import { expectFault } from '../data/support/faults.ts';

const mention = (picture: string, captions: string[] = ['a dog'], split?: SplitName): Mention => ({
  where: `captions, ${picture}`,
  picture,
  captions,
  ...(split && { split }),
});

describe('pictures and captions', () => {
  it('are matched by path, or by a name that only one picture has', () => {
    const paths = ['b/x.jpg', 'a/y.jpg', 'a/z.jpg', 'lonely.png', 'notes.txt'];
    const mentions = [
      mention('a/y.jpg', [' one ']),
      mention('train2014/x.jpg', ['two']),
      mention('./a\\z.jpg', ['three']),
      mention('y.jpg', ['four', ' . ']),
      mention('gone.jpg'),
      mention('gone.jpg'),
    ];
    expect(matchPictures('photos', paths, mentions)).toEqual({
      pictures: [
        { path: 'a/y.jpg', captions: ['one', 'four'] },
        { path: 'a/z.jpg', captions: ['three'] },
        { path: 'b/x.jpg', captions: ['two'] },
      ],
      missing: ['gone.jpg'],
      undescribed: ['lonely.png'],
      wordless: 1,
    });
  });

  it('with a name that two pictures share are refused', async () => {
    const fault = { where: 'captions, x.jpg', expected: 'one picture named x.jpg', found: 'a/x.jpg and b/x.jpg' };
    await expectFault(DataError, fault, () => matchPictures('p', ['a/x.jpg', 'b/x.jpg'], [mention('x.jpg')]));
    const matched = matchPictures('p', ['a/x.jpg', 'b/x.jpg'], [mention('b/x.jpg')]);
    expect(matched.pictures.map(({ path }) => path)).toEqual(['b/x.jpg']);
  });

  it('in two splits are refused', async () => {
    const mentions = [mention('x.jpg', ['a'], 'train'), mention('x.jpg', ['b'], 'test')];
    const fault = { where: 'captions, x.jpg', expected: 'x.jpg in the split train', found: 'test' };
    await expectFault(DataError, fault, () => matchPictures('p', ['x.jpg'], mentions));
  });

  it.each([
    ['no pictures', ['a.txt'], [mention('x.jpg')], 'pictures, such as JPEG', 'none'],
    [
      'no captions of them',
      ['a.jpg'],
      [mention('x.jpg')],
      'pictures that have captions',
      'a.jpg, and captions of x.jpg',
    ],
    ['no words', ['x.jpg'], [mention('x.jpg', ['...'])], 'pictures that have captions', 'captions without words'],
  ])('%s is a fault', async (_, paths, mentions, expected, found) => {
    await expectFault(DataError, { where: 'p', expected, found }, () => matchPictures('p', paths, mentions));
  });
});

describe('splits', () => {
  const pictures = (count: number, split?: (index: number) => SplitName | undefined): DescribedPicture[] =>
    Array.from({ length: count }, (_, index) => {
      const name = split?.(index);
      return { path: `${index}`, captions: ['a'], ...(name && { split: name }) };
    });
  const shares: SplitOptions = { val: 0.1, test: 0.1, seed: 0 };
  const sizes = (count: number, options = shares) =>
    Object.fromEntries([...chooseSplits('c', pictures(count), options)].map(([name, some]) => [name, some.length]));

  it('are assigned at random by the seed', () => {
    expect(sizes(100)).toEqual({ train: 80, val: 10, test: 10 });
    expect(sizes(5)).toEqual({ train: 3, val: 1, test: 1 });
    expect(sizes(2)).toEqual({ train: 1, val: 1 });
    expect(sizes(1)).toEqual({ train: 1 });
    expect(sizes(10, { val: 0, test: 0.5, seed: 0 })).toEqual({ train: 5, test: 5 });
    const of = (seed: number) => chooseSplits('c', pictures(100), { ...shares, seed });
    expect(of(3)).toEqual(of(3));
    expect(of(3).get('val')).not.toEqual(of(4).get('val'));
    const all = [...of(3).values()].flat().map(({ path }) => Number(path));
    expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  });

  it('are those of the captions file if it has them', () => {
    const names = ['test', 'train', 'val', 'train'] as const;
    const splits = chooseSplits(
      'c',
      pictures(4, (index) => names[index]),
      shares,
    );
    expect([...splits].map(([name, some]) => [name, some.map(({ path }) => path)])).toEqual([
      ['train', ['1', '3']],
      ['val', ['2']],
      ['test', ['0']],
    ]);
  });

  it('require training pictures, and a split for every picture', async () => {
    const choose = (split: (index: number) => SplitName | undefined) => () =>
      chooseSplits('c', pictures(3, split), shares);
    const none = { where: 'c', expected: 'the split train', found: '3 in test' };
    await expectFault(
      DataError,
      none,
      choose(() => 'test'),
    );
    const some = { where: 'c', expected: 'a split for 1', found: 'none' };
    await expectFault(
      DataError,
      some,
      choose((index) => (index === 1 ? undefined : 'train')),
    );
  });
});

describe('a vocabulary', () => {
  const captions = [
    ['a', 'dog', 'a', 'cat'],
    ['a', 'dog', '<unk>', '<unk>', 'zebra', 'b', 'b'],
  ];

  it('has the special words, then the frequent ones in descending order', () => {
    expect(frequentWords(captions, 2)).toEqual(['<NULL>', '<START>', '<END>', '<UNK>', 'a', 'b', 'dog']);
    expect(frequentWords(captions, 1).slice(4)).toEqual(['a', 'b', 'dog', 'cat', 'zebra']);
  });

  it('without words is a fault', async () => {
    const fault = { where: 'vocabulary', expected: '4 times or more', found: 'more than 3 times' };
    await expectFault(DataError, fault, () => frequentWords(captions, 4));
  });

  it('gives rows as in CS231n, truncated with <END> in the last column', () => {
    const numbers = new Map(['<NULL>', '<START>', '<END>', '<UNK>', 'a', 'dog'].map((word, number) => [word, number]));
    expect([...captionRow(['a', 'cat'], numbers, 6)]).toEqual([1, 4, 3, 2, 0, 0]);
    expect([...captionRow(['a', 'dog', 'a', 'dog'], numbers, 6)]).toEqual([1, 4, 5, 4, 5, 2]);
    expect([...captionRow(['a', 'dog', 'a', 'dog', 'a'], numbers, 6)]).toEqual([1, 4, 5, 4, 5, 2]);
  });
});
