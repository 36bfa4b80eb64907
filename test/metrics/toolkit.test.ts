import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { captionMetrics } from '../../src/metrics/caption_metrics.ts';
import { tokenizeCaption } from '../../src/metrics/tokenize.ts';
import { describeWithData } from '../support/shared_data.ts';

/** Captions of the 1,000 val images with what the coco-caption toolkit's Python says of them. */
interface ToolkitScores {
  readonly hypotheses: string[];
  readonly expected: Scores & { readonly per_image: { bleu: number[][]; rouge_l: number[]; cider: number[] } };
}

interface Scores {
  readonly bleu: number[];
  readonly rouge_l: number;
  readonly cider: number;
}

function largestDifference(found: readonly number[], wanted: readonly number[]): number {
  expect(found).toHaveLength(wanted.length);
  return Math.max(...wanted.map((value, i) => Math.abs((found[i] ?? Number.NaN) - value)));
}

/** As people write: a capital at the beginning and a full stop at the end. */
const raw = (caption: string) => `${caption.charAt(0).toUpperCase()}${caption.slice(1)}.`;

describeWithData('flickr8k', 'captionMetrics and the coco-caption toolkit', (path) => {
  const read = <T>(name: string): T => JSON.parse(readFileSync(join(path, name), 'utf8')) as T;
  const references = () => read<Record<'val' | 'test', string[][]>>('references.json');

  it.each([
    ['as they are', (caption: string) => caption],
    ['raw', raw],
  ])('agree on the corpus and on every image to 1e-9, references %s', (_, written) => {
    const { hypotheses, expected } = read<ToolkitScores>('metrics_val.json');
    const found = captionMetrics(
      hypotheses,
      references().val.map((captions) => captions.map(written)),
    );
    expect(hypotheses).toHaveLength(1000);
    expect(found.perImage.bleu).toHaveLength(4);
    const differences = {
      bleu: largestDifference(found.bleu, expected.bleu),
      rougeL: Math.abs(found.rougeL - expected.rouge_l),
      cider: Math.abs(found.cider - expected.cider),
      bleuOfImages: found.perImage.bleu.map((scores, n) => largestDifference(scores, expected.per_image.bleu[n] ?? [])),
      rougeLOfImages: largestDifference(found.perImage.rougeL, expected.per_image.rouge_l),
      ciderOfImages: largestDifference(found.perImage.cider, expected.per_image.cider),
    };
    for (const difference of Object.values(differences).flat()) expect(difference).toBeLessThan(1e-9);
  });

  it('does not change tokenised captions', () => {
    const tokenised = Object.values(references()).flat(2);
    const others = tokenised.filter((caption) => tokenizeCaption(caption).join(' ') !== caption);
    expect(tokenised).toHaveLength(10_000);
    // Which the Penn Treebank writes as two words.
    expect(others).toEqual([expect.stringContaining('cannot')]);
  });
});
