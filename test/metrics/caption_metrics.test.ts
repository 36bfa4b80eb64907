import { describe, expect, it, vi } from 'vitest';
import { DataError, OptionError } from '../../src/errors.ts';
import { captionMetrics } from '../../src/metrics/caption_metrics.ts';
import { Random } from '../../src/random.ts';
import { type ExpectedFault, expectFault } from '../data/support/faults.ts';

describe('BLEU', () => {
  it('clips matches to the count in one reference, and adds counts up before it divides', () => {
    // Papineni's example: "the" stands twice in the first reference, once in the second.
    const the = 'the the the the the the the';
    const references = ['the cat is on the mat', 'there is a cat on the mat'];
    const one = captionMetrics([the], [references]);
    expect(one.bleu[0]).toBeCloseTo(2 / 7, 8);
    expect(captionMetrics(['is the mat on a cat'], [references]).bleu[0]).toBeCloseTo(1, 8);
    const two = captionMetrics([the, 'a cat'], [references, ['a cat']]);
    expect(two.bleu[0]).toBeCloseTo(4 / 9, 8);
    expect(two.perImage.bleu[0]?.[1]).toBeCloseTo(1, 8);
    // Bigrams: none of 6 and 1 of 1.
    expect(two.bleu[1]).toBeCloseTo(Math.sqrt((4 / 9) * (1 / 7)), 8);
  });

  it('penalises captions shorter than the closest reference, or the shorter of two equally close', () => {
    const short = captionMetrics(['a b'], [['a b c', 'a b c d e f g']]);
    expect(short.bleu[0]).toBeCloseTo(Math.exp(1 - 3 / 2), 8);
    const between = captionMetrics(['a b c'], [['a b', 'a b c d']]);
    expect(between.bleu[0]).toBeCloseTo(1, 8);
  });

  it('shows its smoothing if an order has no match', () => {
    const { bleu } = captionMetrics(['a b'], [['b a']]);
    expect(bleu[1] / Math.sqrt(1e-15)).toBeCloseTo(1, 6);
    // No 3-grams at all: 1e-15 / 1e-9 on top of it.
    expect(bleu[2] / (1e-15 * 1e-6) ** (1 / 3)).toBeCloseTo(1, 6);
  });
});

describe('ROUGE-L', () => {
  it('takes the best precision and the best recall of any reference, recall 1.2 times as important', () => {
    // Of 4 words 3 in order in the first reference (6 words), 2 in the second (2 words).
    const { rougeL, perImage } = captionMetrics(['a b c d'], [['x a b y d z', 'b c']]);
    const [precision, recall] = [3 / 4, 1];
    expect(rougeL).toBeCloseTo(((1 + 1.44) * precision * recall) / (recall + 1.44 * precision), 12);
    expect(perImage.rougeL).toEqual([rougeL]);
  });

  it('is 0 without common words, and the mean over images', () => {
    const { rougeL, perImage } = captionMetrics(['a', 'b', ''], [['b'], ['b'], ['a']]);
    expect(perImage.rougeL).toEqual([0, 1, 0]);
    expect(rougeL).toBeCloseTo(1 / 3, 12);
  });

  it('treats a caption without words as one empty word, as the toolkit does', () => {
    const { perImage } = captionMetrics(['', 'a'], [[''], ['', 'a']]);
    expect(perImage.rougeL).toEqual([1, 1]);
  });
});

describe('CIDEr-D', () => {
  it('is 10 for the reference itself, 0 for a word that every image has, and 0 for a single image', () => {
    const { perImage } = captionMetrics(['a b c d', 'e'], [['a b c d'], ['e f g h']]);
    expect(perImage.cider[0]).toBeCloseTo(10, 12);
    const common = captionMetrics(['a', 'a'], [['a b'], ['a c']]);
    expect(common.perImage.cider).toEqual([0, 0]);
    expect(captionMetrics(['a b c d'], [['a b c d']]).cider).toBe(0);
  });

  it('weighs by rarity, clips repetitions, and penalises other lengths', () => {
    // Two images; every word of the first is in one of them, so that all weigh log 2. Hypothesis a a a: weight 3 log 2.
    // Cosine of 1-grams min(3, 1) · 1 / (3 · √2), of 2-grams 0; lengths 2 and 1 bigrams.
    const { perImage } = captionMetrics(['a a a', 'c'], [['a b'], ['c']]);
    expect(perImage.cider[0]).toBeCloseTo((10 / 4) * (1 / (3 * Math.SQRT2)) * Math.exp(-1 / 72), 12);
    // "a" is in the references of both of three images and weighs log(3/2); b and c weigh log 3.
    const three = captionMetrics(['a b', 'z', 'z'], [['a c'], ['a'], ['d']]);
    const [a, rare] = [Math.log(3 / 2), Math.log(3)];
    expect(three.perImage.cider[0]).toBeCloseTo((10 / 4) * (a ** 2 / (a ** 2 + rare ** 2)), 12);
  });

  it('counts an image once in the document frequency, however many references contain it', () => {
    const { perImage } = captionMetrics(['a', 'b'], [['a', 'a'], ['b']]);
    expect(perImage.cider[0]).toBeCloseTo(10 / 4, 12);
  });
});

describe('captionMetrics', () => {
  it('tokenises raw text, unless told not to', () => {
    const [raw, references] = [['A dog, running.'], [['a Dog running!']]];
    expect(captionMetrics(raw, references).bleu[2]).toBeCloseTo(1, 8);
    expect(captionMetrics(raw, references, { tokenize: 'ptb' }).bleu[2]).toBeCloseTo(1, 8);
    expect(captionMetrics(raw, references, { tokenize: 'whitespace' }).bleu[0]).toBeLessThan(0.1);
  });

  it('does twice the work for twice the captions', () => {
    const random = new Random(1);
    const caption = () => Array.from({ length: 10 }, () => `w${random.below(1000)}`).join(' ');
    const work = (images: number) => {
      const hypotheses = Array.from({ length: images }, caption);
      const references = hypotheses.map((own) => [own, caption(), caption()]);
      const spies = (['get', 'set'] as const).map((name) => vi.spyOn(Map.prototype, name));
      captionMetrics(hypotheses, references);
      const calls = spies.reduce((sum, spy) => sum + spy.mock.calls.length, 0);
      for (const spy of spies) spy.mockRestore();
      return calls;
    };
    const [some, twice] = [work(100), work(200)];
    expect(some).toBeGreaterThan(100 * 4 * 40);
    expect(twice / some).toBeLessThan(2.01);
  });

  it('reports faults in its lists and options', async () => {
    await expectFault(DataError, { where: 'captionMetrics', expected: 'at least one image', found: '0' }, () =>
      captionMetrics([], []),
    );
    await expectFault(DataError, { where: 'captionMetrics', expected: 'one list', found: '2 hypotheses and 1' }, () =>
      captionMetrics(['a', 'b'], [['a']]),
    );
    const wrong: readonly (readonly [unknown, unknown, ExpectedFault])[] = [
      ['a', [['a']], { where: 'hypotheses', expected: 'a list', found: 'the string "a"' }],
      [['a', 5], [['a'], ['b']], { where: 'hypotheses, caption 1', expected: 'a text', found: '5' }],
      [['a'], ['a'], { where: 'references of image 0', expected: 'a list of captions', found: 'the string "a"' }],
      [['a'], [['a', null]], { where: 'references of image 0, caption 1', expected: 'a text', found: 'null' }],
      [['a'], undefined, { where: 'references', expected: 'a list of captions for each image', found: 'nothing' }],
    ];
    for (const [hypotheses, references, fault] of wrong) {
      await expectFault(DataError, fault, () => captionMetrics(hypotheses as string[], references as string[][]));
    }
    await expectFault(DataError, { where: 'image 1', expected: 'at least one caption', found: 'none' }, () =>
      captionMetrics(['a', 'b'], [['a'], []]),
    );
    const tokenise = { tokenize: 'whitespace', tokenise: 'ptb' } as const;
    await expectFault(OptionError, { where: 'tokenise', expected: 'tokenize', found: 'tokenise' }, () =>
      captionMetrics(['a'], [['a']], tokenise),
    );
  });
});
