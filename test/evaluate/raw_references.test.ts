import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CaptionDataset } from '../../src/data/dataset.ts';
import { type CocoSource, loadCocoData } from '../../src/data/load_coco.ts';
import { evaluateCaptions } from '../../src/evaluate/evaluate_captions.ts';
import type { DecodedCaption } from '../../src/model/decoding/decoded_caption.ts';
import type { FloatTensor } from '../../src/tensor.ts';
import { cocoFolder, filesOf } from '../data/support/coco_folder.ts';
import { describeWithCase } from '../support/shared_data.ts';

/** A captioner of that data set's sizes that says these captions, one an image. */
function speaker({ vocabulary, featureLength }: CaptionDataset, captions: readonly string[]) {
  const numbers = (caption: string) => caption.split(' ').map((word) => vocabulary.wordToIdx[word] ?? -1);
  const said = captions.map((caption): DecodedCaption[] => {
    return [{ words: numbers(caption), ended: true, logProb: -1, score: -1, wordLogProbs: [], alternatives: [] }];
  });
  const configuration = { D: featureLength, V: vocabulary.idxToWord.length } as never;
  return { configuration, decode: async ({ shape }: FloatTensor) => said.slice(0, shape[0]) };
}

async function evaluated(source: CocoSource, captions: readonly string[]) {
  const data = await loadCocoData(source);
  return evaluateCaptions(speaker(data, captions), data, 'val');
}

describeWithCase('references_raw', 'references that are raw text', (path) => {
  it('score captions by their words: 1 for perfect ones', async () => {
    const { freeRunning, images } = await evaluated(path, ['a red dog runs', 'a cat sits']);
    for (const score of [...freeRunning.bleu, freeRunning.rougeL]) expect(score).toBeCloseTo(1, 8);
    expect(images[0]?.cider).toBeCloseTo(10, 8);
    const { val } = JSON.parse(readFileSync(join(path, 'references.json'), 'utf8')) as { val: string[][] };
    expect(images.map(({ references }) => references)).toEqual(val);
  });
});

describe('references of a small folder', () => {
  const scoresWith = async (val: string[][]) => {
    const text = new TextEncoder().encode(JSON.stringify({ val }));
    const files = [...(await filesOf(cocoFolder())), { name: 'references.json', bytes: text }];
    const { freeRunning } = await evaluated({ name: 'small', files }, ['a dog', 'dog runs']);
    return freeRunning;
  };

  it('give the same scores raw and tokenised', async () => {
    const tokenised = await scoresWith([
      ['a dog runs', 'the dog'],
      ['dogs run', "it does n't"],
    ]);
    expect(
      await scoresWith([
        ['A dog runs.', 'The dog!'],
        ['Dogs; run...', 'It doesn’t.'],
      ]),
    ).toEqual(tokenised);
    expect(tokenised.cider).toBeGreaterThan(0);
  });
});
