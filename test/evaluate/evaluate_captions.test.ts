import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { CaptionDataset, Split } from '../../src/data/dataset.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { DataError, OptionError, ShapeError } from '../../src/errors.ts';
import { cocoResults } from '../../src/evaluate/coco_results.ts';
import { evaluateCaptions } from '../../src/evaluate/evaluate_captions.ts';
import { captionMetrics } from '../../src/metrics/caption_metrics.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { DecodedCaption } from '../../src/model/decoding/decoded_caption.ts';
import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';
import { cocoFolder, filesOf } from '../data/support/coco_folder.ts';
import { expectFault } from '../data/support/faults.ts';
import { smallDataset } from '../support/dataset.ts';

function captioner({ vocabulary, featureLength }: CaptionDataset): CaptioningRNN {
  const backend = new CpuBackend({ precision: 'float64' });
  return new CaptioningRNN(backend, {
    ...{ wordToIdx: vocabulary.wordToIdx, inputDim: featureLength, wordvecDim: 3, hiddenDim: 5 },
    cellType: 'lstm',
  });
}

const saying = (words: readonly number[]): DecodedCaption => ({
  ...{ words, ended: true, logProb: -1, score: -1, wordLogProbs: [], alternatives: [] },
});

/** A captioner of that data set's sizes that says what it is told to, and keeps what it was asked. */
function parrot(data: CaptionDataset, say: (row: readonly number[]) => readonly number[]) {
  const asked: { rows: number; decoding: DecodeOptions | undefined }[] = [];
  const decode = async (features: FloatTensor, decoding?: DecodeOptions) => {
    const [rows = 0, D = 0] = features.shape;
    asked.push({ rows, decoding });
    const captions = Array.from({ length: rows }, (_, i) => say([...features.data.subarray(i * D, (i + 1) * D)]));
    return captions.map((words) => [saying(words), saying([])]);
  };
  return { configuration: captioner(data).configuration, decode, asked };
}

describe('evaluateCaptions', () => {
  it("scores the model's caption of each image against the references", async () => {
    const data = await loadCocoData({ name: 'small', files: await filesOf(cocoFolder()) });
    // Image 0, "runs" in val, has features 100 …, and is told to be "a dog"; image 1, "dog runs", to be "a dog runs".
    const model = parrot(data, ([first]) => (first === 100 ? [4, 5] : [4, 5, 6]));
    const decoding = { method: 'beam', nBest: 2 } as const;
    const progress: number[][] = [];
    const found = await evaluateCaptions(model, data, 'val', {
      decoding,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(model.asked).toEqual([{ rows: 2, decoding }]);
    expect(progress).toEqual([[2, 2]]);
    expect(found.images.map(({ image, caption, references, url }) => [image, caption, references, url])).toEqual([
      [0, 'a dog', ['runs'], 'http://b/0.jpg'],
      [1, 'a dog runs', ['dog runs'], 'http://b/1.jpg'],
    ]);
    expect(found.images[1]?.captions).toEqual([saying([4, 5, 6]), saying([])]);
    const { perImage, ...scores } = captionMetrics(['a dog', 'a dog runs'], [['runs'], ['dog runs']]);
    // Words other than <NULL>, <START>, <END>: <UNK>, a, dog, runs. Both are captions of train, none of val.
    expect(found.freeRunning).toEqual({
      ...scores,
      ...{ captions: 2, distinctCaptions: 2, identicalShare: 0, distinctWords: 3, vocabularyShare: 3 / 4 },
      novelShare: 0,
    });
    expect(found.images.map(({ cider }) => cider)).toEqual(perImage.cider);
    expect(found.images.map(({ bleu }) => bleu[3])).toEqual(perImage.bleu[3]);
    expect(found.images.map(({ rougeL }) => rougeL)).toEqual(perImage.rougeL);
    expect(found.best.map(({ image }) => image)).toEqual([1, 0]);
    expect(found.worst.map(({ image }) => image)).toEqual([0, 1]);
    expect(cocoResults(found.images)).toEqual([
      { image_id: 0, caption: 'a dog' },
      { image_id: 1, caption: 'a dog runs' },
    ]);
    expect(cocoResults(found.images, (image) => 1000 + image)[1]?.image_id).toBe(1001);
  });

  it('skips images without captions, and spreads the requested number over the split', async () => {
    const data = smallDataset({ captions: 60, images: 30 });
    const described = new Set(data.splits.train?.imageIdxs);
    const model = parrot(data, () => [4]);
    const all = await evaluateCaptions(model, data, 'train');
    expect(all.images.map(({ image }) => image)).toEqual([...described].sort((a, b) => a - b));
    expect(described.size).toBeLessThan(30);
    expect([all.best.length, all.worst.length, all.freeRunning.distinctCaptions]).toEqual([10, 10, 1]);
    const some = await evaluateCaptions(model, data, 'train', { limit: 5 });
    expect(some.images).toHaveLength(5);
    expect(some.images.at(-1)?.image).toBeGreaterThan(20);
  });

  it('decodes 64 images at a time, and ends at an abort', async () => {
    const data = smallDataset({ captions: 900, images: 150 });
    const said = ([first = 0]: readonly number[]) => [first > 0 ? 4 : 5];
    const model = parrot(data, said);
    const all = await evaluateCaptions(model, data, 'train');
    for (const { image, captions } of all.images) {
      expect(captions[0]?.words).toEqual(said([...(data.splits.train?.features.readRows([image]) ?? [])]));
    }
    expect(all.images.length).toBeGreaterThan(140);
    expect(all.images.length).toBeLessThan(3 * 64);
    expect(model.asked.map(({ rows }) => rows)).toEqual([64, 64, 64]);
    const abort = new AbortController();
    const onProgress = () => abort.abort(new Error('enough'));
    const evaluating = evaluateCaptions(model, data, 'train', { onProgress, signal: abort.signal });
    await expect(evaluating).rejects.toThrow('enough');
    expect(model.asked).toHaveLength(4);
  });

  it('draws different random numbers for each batch when it samples', async () => {
    const data = smallDataset({ captions: 900, images: 150 });
    const model = parrot(data, () => [4]);
    await evaluateCaptions(model, data, 'train', { decoding: { method: 'sample', seed: 2 ** 32 - 100 } });
    expect(model.asked.map(({ decoding }) => decoding?.seed)).toEqual([2 ** 32 - 100, 2 ** 32 - 36, 28]);
    await evaluateCaptions(model, data, 'train', { decoding: { method: 'greedy' } });
    expect(model.asked.slice(3).map(({ decoding }) => decoding)).toEqual(Array(3).fill({ method: 'greedy' }));
  });

  it('does not alter the captions of a model', async () => {
    const data = smallDataset({ captions: 20, images: 8 });
    const model = captioner(data);
    const decoding = { method: 'beam', beamWidth: 3, nBest: 3, maxLength: 6 } as const;
    const { images } = await evaluateCaptions(model, data, 'train', { decoding });
    const rows = images.map(({ image }) => image);
    const features = data.splits.train?.features.readRows(rows) ?? new Float32Array();
    const captions = await model.decode(tensor([rows.length, data.featureLength], features), decoding);
    expect(images.map(({ captions }) => captions)).toEqual(captions);
    expect(captions[0]).toHaveLength(3);
    model.destroy();
  });

  it('refuses invalid arguments before it decodes', async () => {
    const data = smallDataset();
    const model = parrot(data, () => []);
    const unknown = { decode: 'greedy', limit: 1 };
    await expect(evaluateCaptions(model, data, 'train', unknown)).rejects.toThrow(OptionError);
    await expect(evaluateCaptions(model, data, 'train', { limit: 0 })).rejects.toThrow(/limit/);
    await expect(evaluateCaptions(model, data, 'val')).rejects.toThrow(/split val/);
    await expect(evaluateCaptions(model, smallDataset({ D: 5 }), 'train')).rejects.toThrow(ShapeError);
    const train = data.splits.train as Split;
    const halfDescribed = { ...data, splits: { train: { ...train, references: [['a']] } } };
    const image = [...new Set(train.imageIdxs)].sort()[1];
    const fault = {
      where: `small: references of split train, image ${image}`,
      expected: 'at least one',
      found: 'none',
    };
    await expectFault(DataError, fault, () => evaluateCaptions(model, halfDescribed, 'train'));
    expect(model.asked).toEqual([]);
  });
});
