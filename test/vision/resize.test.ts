import { describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../src/errors.ts';
import type { Picture } from '../../src/picture.ts';
import { resizePicture } from '../../src/vision/resize.ts';
import { noisePicture } from './support/pictures.ts';

/** One line of grey pixels. */
const line = (...greys: number[]): Picture => ({
  width: greys.length,
  height: 1,
  data: Uint8Array.from(greys.flatMap((grey) => [grey, grey, grey, 255])),
});
const column = (picture: Picture): Picture => ({ ...picture, width: picture.height, height: picture.width });
const greysOf = ({ data }: Picture) => [...data].filter((_, i) => i % 4 === 0);

describe('resizePicture', () => {
  // By hand: a triangle whose sides are as long as a new pixel is wide, around the new pixel's centre, its sum 1.
  it.each<[number[], number[]]>([
    [
      [0, 255],
      [0, 64, 191, 255],
    ],
    [
      [0, 100, 200, 100],
      // Weights 0.75, 0.75, 0.25 over their sum of 1.75, and the same from behind.
      [71, 143],
    ],
    [
      [0, 90, 30],
      // A single pixel's centre is in the middle: 2/3, 1, 2/3 of 7/3.
      [47],
    ],
    [
      [10, 20],
      [10, 15, 20],
    ],
  ])('%j becomes %j', (from, to) => {
    expect(greysOf(resizePicture(line(...from), to.length, 1))).toEqual(to);
    expect(greysOf(resizePicture(column(line(...from)), 1, to.length))).toEqual(to);
  });

  it('rounds to bytes between the two directions', () => {
    const corner: Picture = {
      width: 2,
      height: 2,
      data: Uint8Array.from([1, 0, 0, 0].flatMap((grey) => [grey, grey, grey, 255])),
    };
    // 0.25 of 1 is 0, although 0.75 · 0.75 of it is more than a half.
    expect(greysOf(resizePicture(corner, 4, 4))).toEqual([1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('leaves a picture of the right size unchanged', () => {
    const picture = noisePicture(1, 7, 5);
    expect(resizePicture(picture, 7, 5)).toEqual(picture);
    expect(resizePicture(picture, 7, 5).data).not.toBe(picture.data);
  });

  it('keeps a plain colour at any size', () => {
    const plain: Picture = {
      width: 13,
      height: 9,
      data: new Uint8Array(4 * 13 * 9).fill(255).map((v, i) => [7, 130, 251, v][i % 4] ?? 0),
    };
    for (const [width, height] of [
      [1, 1],
      [5, 30],
      [227, 224],
      [13, 2],
    ] as const) {
      const { data } = resizePicture(plain, width, height);
      expect(
        new Set(Array.from({ length: width * height }, (_, i) => [...data.subarray(4 * i, 4 * i + 4)].join())),
      ).toEqual(new Set(['7,130,251,255']));
    }
  });

  it('composites transparency over white', () => {
    const picture: Picture = { width: 2, height: 1, data: Uint8Array.of(10, 20, 30, 0, 0, 100, 200, 51) };
    expect([...resizePicture(picture, 2, 1).data]).toEqual([255, 255, 255, 255, 204, 224, 244, 255]);
  });

  it('refuses invalid sizes', () => {
    const picture = noisePicture(2, 4, 4);
    expect(() => resizePicture(picture, 0, 4)).toThrow(OptionError);
    expect(() => resizePicture(picture, 4, 1.5)).toThrow(OptionError);
    expect(() => resizePicture(picture, 8000, 8000)).toThrow(DataError);
    expect(() => resizePicture({ ...picture, height: 3 }, 4, 4)).toThrow(DataError);
  });
});
