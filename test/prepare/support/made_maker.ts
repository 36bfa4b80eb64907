import type { Picture } from '../../../src/picture.ts';
import type { FeatureMaker } from '../../../src/prepare/feature_maker.ts';

/** A network of no weights: three means of colour, and the share of bright pixels. */
export const madeMaker: FeatureMaker = {
  mark: { madeBy: 'mean colours', fingerprint: 'made-1' },
  name: 'mean colours',
  length: 4,
  fit: (picture) => picture,
  features: async (pictures) => Float32Array.from(pictures.flatMap(meansOf)),
};

function meansOf({ width, height, data }: Picture): number[] {
  const sums = [0, 0, 0, 0];
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
    [red, green, blue, red + green + blue > 382 ? 255 : 0].forEach((value, index) => {
      sums[index] = (sums[index] ?? 0) + value;
    });
  }
  return sums.map((sum) => sum / (255 * width * height));
}

/** A picture of one colour that its name decides. */
export function madePicture(name: string): Picture {
  const seed = [...name].reduce((sum, letter) => (31 * sum + letter.charCodeAt(0)) % 65_521, 7);
  const colour = [seed % 256, (seed >> 3) % 256, (seed >> 6) % 256, 255];
  return { width: 2, height: 2, data: Uint8Array.from([...colour, ...colour, ...colour, ...colour]) };
}
