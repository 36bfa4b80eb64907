import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { CaptionDataset, Split } from '../../src/data/dataset.ts';
import { sampleCocoMinibatch } from '../../src/data/minibatch.ts';
import { DataError, ShapeError } from '../../src/errors.ts';
import { evaluateCaptions } from '../../src/evaluate/evaluate_captions.ts';
import { teacherForcedLoss } from '../../src/evaluate/teacher_forced_loss.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { smallDataset } from '../support/dataset.ts';

/** Ten captions of six words over six images, nine words. */
const good = smallDataset();

function withSplit(change: (split: Split) => Partial<Record<keyof Split, unknown>>): CaptionDataset {
  const { train } = smallDataset().splits;
  if (!train) throw new Error('no split train');
  return { ...good, splits: { train: { ...train, ...change(train) } as Split } };
}

/** The data with another value at place `at` of a list. */
function withValue(list: 'captions' | 'imageIdxs', at: number, value: number): CaptionDataset {
  return withSplit((split) => {
    const values = split[list].slice();
    values[at] = value;
    return { [list]: values };
  });
}

const features = (changes: object) => withSplit((split) => ({ features: { ...split.features, ...changes } }));
/** Rows with another number in the middle of the second one that is read. */
const rowsWith = (value: number) =>
  features({
    readRows(indices: ArrayLike<number>) {
      const rows = good.splits.train?.features.readRows(indices) ?? new Float32Array();
      rows[5] = value;
      return rows;
    },
  });

const faults: Readonly<Record<string, readonly [CaptionDataset, typeof DataError | typeof ShapeError, RegExp]>> = {
  'word V': [withValue('captions', 3 * 6 + 4, 9), DataError, /train: captions, row 3, column 4.* 0 to 8, found 9/],
  'word 1000': [withValue('captions', 59, 1000), DataError, /captions, row 9, column 5.*found 1000/],
  'word −1': [withValue('captions', 0, -1), DataError, /captions, row 0, column 0.*found -1/],
  'no <START>': [withValue('captions', 12, 4), DataError, /captions, row 2, column 0.*<START>.*found word4/],
  'words behind <END>': [withValue('captions', 20, 2), DataError, /captions, row 3, column 3/],
  'an image beyond the last': [withValue('imageIdxs', 2, 6), DataError, /imageIdxs, row 2.* 0 to 5, found 6/],
  'image −1': [withValue('imageIdxs', 9, -1), DataError, /imageIdxs, row 9.*found -1/],
  'features of fewer images': [features({ count: 2 }), DataError, /imageIdxs, row \d.* 0 to 1/],
  'images in halves': [features({ count: 2.5 }), ShapeError, /features\.count.*integer.*2\.5/],
  'rows of another length': [features({ length: 5 }), ShapeError, /features.*rows of 4 numbers.*5/],
  'fewer images than captions': [
    withSplit(({ imageIdxs }) => ({ imageIdxs: imageIdxs.slice(1) })),
    ShapeError,
    /imageIdxs.*10 numbers.*found 9/,
  ],
  'fewer captions than it says': [
    withSplit(() => ({ captionCount: 11 })),
    ShapeError,
    /captions.*66 numbers.*found 60/,
  ],
  'half a caption': [withSplit(() => ({ captionCount: 9.5 })), ShapeError, /captionCount.*integer.*9\.5/],
  'captions of another length': [{ ...good, captionLength: 5 }, ShapeError, /captions.*50 numbers.*found 60/],
  'captions in a plain list': [
    withSplit(({ captions }) => ({ captions: [...captions].fill(2.5, 7, 8) })),
    ShapeError,
    /captions.*Int32Array.*a list/,
  ],
  'captions in floats': [
    withSplit(({ captions }) => ({ captions: Float32Array.from(captions) })),
    ShapeError,
    /captions.*Int32Array.*Float32Array/,
  ],
  'no features': [withSplit(() => ({ features: undefined })), ShapeError, /features.*readRows.*nothing/],
  'too few numbers': [
    features({ readRows: () => new Float32Array(3) }),
    ShapeError,
    /readRows.*rows of 4 numbers.*found 3/,
  ],
  'rows in a plain list': [features({ readRows: () => [1, 2, 3, 4] }), ShapeError, /readRows.*a list/],
};

const notFinite = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

describe('an invalid hand-made data set is refused where it is passed', () => {
  const backend = new CpuBackend();
  const { wordToIdx } = good.vocabulary;
  const model = new CaptioningRNN(backend, { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5, cellType: 'lstm' });
  const ways: Readonly<Record<string, (data: CaptionDataset) => Promise<unknown>>> = {
    CaptioningTrainer: async (data) => new CaptioningTrainer(model, data, { batchSize: 10, verbose: false }),
    teacherForcedLoss: (data) => teacherForcedLoss(model, data, 'train'),
    evaluateCaptions: (data) => evaluateCaptions(model, data, 'train', { decoding: { maxLength: 4 } }),
    // Of a thousand captions every one is there.
    sampleCocoMinibatch: async (data) => sampleCocoMinibatch(data, { batchSize: 1000 }),
  };

  describe.each(Object.keys(ways))('%s', (way) => {
    it.each(Object.keys(faults))('%s', async (name) => {
      const [data, kind, message] = faults[name] ?? [good, Error, /never/];
      const error: unknown = await ways[way]?.(data).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(kind);
      expect(String(error)).toMatch(message);
    });

    it.each(notFinite)('a feature that is %s', async (value) => {
      const error: unknown = await ways[way]?.(rowsWith(value)).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(DataError);
      expect(String(error)).toMatch(
        /data set small: split train: features, row \d, column 1: expected a finite number/,
      );
    });

    it('accepts it once it is corrected', async () => {
      await expect(ways[way]?.(good)).resolves.toBeDefined();
    });
  });

  it('and nothing is left on the backend', () => {
    const { bytes } = backend;
    const resident = rowsWith(Number.NaN);
    const { train } = resident.splits;
    // So many that each minibatch brings its own rows, the first one when the trainer is made.
    const many = { ...resident, splits: { train: { ...train, features: { ...train?.features, count: 2 ** 25 } } } };
    for (const data of [resident, many as CaptionDataset]) {
      const options = { verbose: false, scheduledSampling: { start: 0.5 } };
      expect(() => new CaptioningTrainer(model, data, options)).toThrow(/column 1.*found NaN/);
      expect(backend.bytes).toBe(bytes);
    }
  });
});
