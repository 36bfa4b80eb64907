import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { captionMetrics } from '../../src/metrics/caption_metrics.ts';
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

describeWithData('flickr8k', 'captionMetrics and the coco-caption toolkit', (path) => {
  it('agree on the corpus and on every image to 1e-9', () => {
    const { hypotheses, expected }: ToolkitScores = JSON.parse(readFileSync(join(path, 'metrics_val.json'), 'utf8'));
    const references: { val: string[][] } = JSON.parse(readFileSync(join(path, 'references.json'), 'utf8'));
    const found = captionMetrics(hypotheses, references.val);
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
});
