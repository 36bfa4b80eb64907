import { describe, expect, it } from 'vitest';
import { DataError, OptionError, ShapeError } from '../../src/errors.ts';
import type { Picture } from '../../src/picture.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { blurImage, deprocessImage, preprocessImage } from '../../src/vision/preprocess.ts';
import { normalTensor } from '../support/tensors.ts';
import { noisePicture } from './support/pictures.ts';

describe('preprocessImage', () => {
  it('makes colour planes, minus ImageNet’s mean, over its deviation', () => {
    const picture: Picture = { width: 2, height: 1, data: Uint8Array.of(255, 0, 51, 255, 0, 255, 102, 255) };
    const { shape, data } = preprocessImage(picture);
    expect(shape).toEqual([1, 3, 1, 2]);
    const wanted = [
      [1, 0].map((value) => (value - 0.485) / 0.229),
      [0, 1].map((value) => (value - 0.456) / 0.224),
      [0.2, 0.4].map((value) => (value - 0.406) / 0.225),
    ].flat();
    for (const [i, value] of wanted.entries()) expect(data[i]).toBeCloseTo(value, 6);
  });

  it('is inverted by deprocessImage', () => {
    const picture = noisePicture(1, 9, 5);
    const back = deprocessImage(preprocessImage(picture));
    expect([back.width, back.height]).toEqual([9, 5]);
    expect([...back.data]).toEqual([...picture.data]);
  });
});

describe('deprocessImage', () => {
  const grey = (red: number) => tensor([3, 1, 2], [(red - 0.485) / 0.229, -5, 0, 5, 0, 0]);

  it('clips values outside the range of colours', () => {
    const { data } = deprocessImage(grey(0.2));
    expect([...data]).toEqual([51, 116, 104, 255, 0, 255, 104, 255]);
  });

  it('stretches the values on request', () => {
    const { data } = deprocessImage(tensor([1, 3, 1, 1], [1, 2, 3]), { rescale: true });
    const colours = [0.485 + 0.229, 0.456 + 2 * 0.224, 0.406 + 3 * 0.225];
    const [low, middle, high] = colours as [number, number, number];
    expect([...data]).toEqual([0, Math.round((255 * (middle - low)) / (high - low)), 255, 255]);
  });

  it('refuses other shapes, numbers that are not finite, and unknown options', () => {
    expect(() => deprocessImage(tensor([2, 3, 1, 1], [1, 2, 3, 4, 5, 6]))).toThrow(ShapeError);
    expect(() => deprocessImage(tensor([1, 1, 1], [1]))).toThrow(ShapeError);
    expect(() => deprocessImage(tensor([3, 1, 1], [1, Number.NaN, 1]))).toThrow(DataError);
    expect(() => deprocessImage(grey(1), { renorm: true } as never)).toThrow(OptionError);
  });
});

describe('blurImage', () => {
  it('spreads a pixel over its neighbours by CS231n’s kernel', () => {
    const X = tensor([1, 1, 4, 4], new Float64Array(16).fill(200, 5, 6));
    const wanted = [1, 2, 1, 0, 2, 188, 2, 0, 1, 2, 1, 0, 0, 0, 0, 0];
    expect([...blurImage(X).data]).toEqual(wanted);
    expect(X.data[5]).toBe(200);
  });

  it('has zeros beyond the border, and keeps images and channels apart', () => {
    const X = normalTensor(new Random(1), 1, 2, 3, 3, 5);
    const all = blurImage(X).data;
    for (let plane = 0; plane < 6; plane++) {
      const own = X.data.slice(plane * 15, (plane + 1) * 15);
      expect(all.slice(plane * 15, (plane + 1) * 15)).toEqual(blurImage(tensor([1, 1, 3, 5], own)).data);
      const corner = (188 * (own[0] ?? 0) + 2 * ((own[1] ?? 0) + (own[5] ?? 0)) + (own[6] ?? 0)) / 200;
      expect(all[plane * 15]).toBeCloseTo(corner, 12);
    }
  });

  it('refuses other shapes', () => {
    expect(() => blurImage(tensor([3, 1, 1], [1, 2, 3]))).toThrow(ShapeError);
  });
});
