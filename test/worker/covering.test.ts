import { expect, it } from 'vitest';
import { coveringRelevance } from '../../src/explain/covering.ts';
import type { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { Picture } from '../../src/picture.ts';
import type { FeatureMaker } from '../../src/prepare/feature_maker.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';

const SIDE = 32;
/** White with a black square at its top left corner, which the patch at the first place covers a part of. */
const data = new Uint8ClampedArray(4 * SIDE * SIDE).fill(255);
for (let y = 0; y < 6; y++) for (let x = 0; x < 6; x++) data.set([0, 0, 0], 4 * (y * SIDE + x));
const pixels: Picture = { width: SIDE, height: SIDE, data };

const blackPixels = (picture: Picture) => picture.data.filter((value, i) => i % 4 === 0 && value === 0).length;
const maker = {
  length: 1,
  fit: (picture: Picture) => picture,
  features: async (pictures: readonly Picture[]) => Float32Array.from(pictures, blackPixels),
} as unknown as FeatureMaker;

/** Its log-probability of word t is −t for every pixel that is not black of those that were. */
const model = {
  wordLogProbs: async ({ data: black }: FloatTensor, { shape }: { shape: readonly number[] }) => {
    const T = (shape[1] ?? 0) - 1;
    return tensor(
      [black.length, T],
      Float32Array.from({ length: black.length * T }, (_, at) => {
        return -(at % T) * (36 - (black[Math.floor(at / T)] ?? 0));
      }),
    );
  },
} as unknown as CaptioningRNN;

it('a map computed in pieces is the same, as long as it is wanted', async () => {
  const feature = tensor([1, 1], await maker.features([pixels]));
  const explained = { pixels, feature, caption: tensor([1, 4], Int32Array.of(1, 5, 6, 2)) };
  let asked = 0;
  const upTo = (pieces: number) => async () => asked++ < pieces;
  const whole = await coveringRelevance(model, maker, explained);
  expect(await coveringRelevance(model, maker, explained, upTo(99))).toEqual(whole);
  expect(asked).toBe(8);
  asked = 0;
  expect(await coveringRelevance(model, maker, explained, upTo(3))).toBeUndefined();
  expect(asked).toBe(4);
});

it('a map shows by how much log p falls from that of the whole picture', async () => {
  const feature = tensor([1, 1], await maker.features([pixels]));
  const caption = tensor([1, 4], Int32Array.of(1, 5, 6, 2));
  const { maps = [], side } = (await coveringRelevance(model, maker, { pixels, feature, caption })) ?? {};
  expect(side).toBe(16);
  // Patches are 6.4 pixels wide, around odd pixels: 4, 6 and 7 pixels of a row are in the picture at the first places.
  const hidden = (place: number) =>
    Math.max(0, Math.min(6, Math.round(2 * place + 1 + 3.2)) - Math.max(0, Math.round(2 * place + 1 - 3.2)));
  for (const t of [0, 1, 2]) {
    for (const [row, column] of [
      [0, 0],
      [0, 1],
      [1, 2],
      [3, 3],
      [8, 8],
      [15, 0],
    ] as const) {
      expect(maps[t * 256 + row * 16 + column], `word ${t} at ${row}, ${column}`).toBeCloseTo(
        t * hidden(row) * hidden(column),
        6,
      );
    }
  }
});
