import type { Picture } from '../../../src/picture.ts';
import { Random } from '../../../src/random.ts';

/** A picture of random bytes, none of it transparent. */
export function noisePicture(seed: number, width: number, height: number): Picture {
  const random = new Random(seed);
  const data = Uint8Array.from({ length: 4 * width * height }, (_, i) => (i % 4 === 3 ? 255 : random.below(256)));
  return { width, height, data };
}

/** What a network sees of a picture: (channels, height, width). */
export function planesOf(
  { width, height, data }: Picture,
  order: 'RGB' | 'BGR',
  mean: readonly number[],
  deviation: readonly number[],
): number[][][] {
  return [0, 1, 2].map((k) => {
    const colour = order === 'RGB' ? k : 2 - k;
    return Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (__, x) => {
        const byte = data[4 * (y * width + x) + colour] ?? 0;
        return (byte - (mean[k] ?? 0)) / (deviation[k] ?? 1);
      }),
    );
  });
}
