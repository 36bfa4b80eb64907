import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { DataError, OptionError } from '../../src/errors.ts';
import { MOST_MEGAPIXELS } from '../../src/picture.ts';
import { decodePicture } from '../../src/vision/decode_picture.ts';

/** Three pixels by two: red green blue over white black grey. */
const COLOURS = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 255],
  [0, 0, 0],
  [128, 128, 128],
];
const raw = { width: 3, height: 2, channels: 3 } as const;
const small = () => sharp(Uint8Array.from(COLOURS.flat()), { raw });
const rgba = COLOURS.flatMap((colour) => [...colour, 255]);
/** The same with blocks of 16 × 16 pixels, which JPEG keeps apart. */
const blocks = () => small().resize(48, 32, { kernel: 'nearest' });

const bytesOf = async (picture: Sharp) => new Uint8Array(await picture.toBuffer());
const decoded = async (picture: Sharp) => {
  const { width, height, data } = await decodePicture(await bytesOf(picture), 'a picture');
  return { width, height, data: [...data] };
};
/** The colours in the middle of the blocks. */
async function blocksOf(picture: Sharp): Promise<number[][]> {
  const { width, height, data } = await decodePicture(await bytesOf(picture), 'a picture');
  expect([width, height]).toEqual([48, 32]);
  const at = (x: number, y: number) => [...data.subarray(4 * (y * width + x), 4 * (y * width + x) + 3)];
  return [8, 24].flatMap((y) => [8, 24, 40].map((x) => at(x, y)));
}
const expectNear = (found: number[][], wanted: number[][], within: number) => {
  const apart = found.flat().map((value, i) => Math.abs(value - (wanted.flat()[i] ?? Number.NaN)));
  expect(Math.max(...apart)).toBeLessThanOrEqual(within);
};

describe('decodePicture', () => {
  it.each([
    ['png', () => small().png()],
    ['palette', () => small().png({ palette: true })],
    ['16 bits', () => small().toColourspace('rgb16').png()],
    ['lossless WebP', () => small().webp({ lossless: true })],
    ['TIFF', () => small().tiff({ compression: 'lzw' })],
    ['GIF', () => small().gif()],
  ])('reads %s exactly', async (_, picture) => {
    expect(await decoded(picture())).toEqual({ width: 3, height: 2, data: rgba });
  });

  it('reads JPEG, progressive and with four inks', async () => {
    expectNear(await blocksOf(blocks().jpeg({ quality: 95 })), COLOURS, 4);
    expectNear(await blocksOf(blocks().jpeg({ quality: 95, progressive: true })), COLOURS, 4);
    // Inks reach neither the green nor the blue of a screen.
    const inReach = (colours: number[][]) => colours.filter((_, i) => i !== 1 && i !== 2);
    const inked = await blocksOf(blocks().toColourspace('cmyk').jpeg({ quality: 95 }));
    expectNear(inReach(inked), inReach(COLOURS), 25);
  });

  it('reads grey as three equal colours', async () => {
    const { data } = await decoded(small().greyscale().png());
    for (let i = 0; i < data.length; i += 4) expect(data.slice(i, i + 3)).toEqual(new Array(3).fill(data[i]));
  });

  it('composites transparency over white', async () => {
    const pixels = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 255, 0, 0, 0, 128);
    const { data } = await decoded(sharp(pixels, { raw: { width: 3, height: 1, channels: 4 } }).png());
    expect(data).toEqual([255, 255, 255, 255, 255, 0, 0, 255, 127, 127, 127, 255]);
  });

  it('turns a picture as its EXIF orientation says', async () => {
    const { width, height, data } = await decoded(small().withMetadata({ orientation: 6 }).png());
    expect([width, height]).toEqual([2, 3]);
    // A quarter turn to the right: the first row becomes the last column.
    const order = [3, 0, 4, 1, 5, 2];
    expect(data).toEqual(order.flatMap((i) => [...(COLOURS[i] ?? []), 255]));
  });

  it('takes the first frame of an animation', async () => {
    const frames = sharp(Uint8Array.from([...COLOURS, ...COLOURS.toReversed()].flat()), {
      raw: { ...raw, height: 4, pageHeight: 2 },
    });
    for (const picture of [frames.clone().gif(), frames.clone().webp({ lossless: true })]) {
      expect(await decoded(picture)).toEqual({ width: 3, height: 2, data: rgba });
    }
  });

  it('takes a Blob', async () => {
    const { data } = await decodePicture(new Blob([await bytesOf(small().png())]), 'a blob');
    expect([...data]).toEqual(rgba);
  });
});

describe('decodePicture refuses', () => {
  const text = (words: string) => new TextEncoder().encode(words);

  it.each([
    ['no bytes', new Uint8Array(), 'an empty file'],
    ['text', text('no picture at all'), 'unsupported image format'],
    ['a drawing', text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'), 'svg'],
  ])('%s', async (_, bytes, found) => {
    const error = await decodePicture(bytes, 'photo.jpg').catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(DataError);
    expect(String(error)).toMatch(/photo\.jpg: expected a picture.*/);
    expect(String(error)).toContain(found);
  });

  it.each([
    ['JPEG', () => blocks().jpeg()],
    ['PNG', () => blocks().png()],
    ['WebP', () => blocks().webp()],
  ])('a %s truncated anywhere', async (_, picture) => {
    const bytes = await bytesOf(picture());
    for (const share of [0.1, 0.5, 0.9]) {
      const cut = bytes.slice(0, Math.floor(bytes.length * share));
      const error = await decodePicture(cut, 'cut.jpg').catch((fault: unknown) => fault);
      expect(error).toBeInstanceOf(DataError);
      expect(String(error)).not.toContain('\n');
    }
  });

  it('a picture of 40 megapixels, before it is decoded', async () => {
    const huge = { width: 8000, height: 5000, channels: 3, background: 'black' } as const;
    const bytes = await bytesOf(sharp({ create: huge }).png({ compressionLevel: 1 }));
    await expect(decodePicture(bytes, 'huge.png')).rejects.toThrow(
      `huge.png: expected a picture of at most ${MOST_MEGAPIXELS} megapixels, found 8000 × 5000 pixels, 40.0 megapixels`,
    );
  });

  it('arguments of the wrong kind', async () => {
    const wrong = decodePicture as (...args: unknown[]) => Promise<unknown>;
    await expect(wrong('photo.jpg', 'photo.jpg')).rejects.toThrow(OptionError);
    await expect(wrong(new Uint8Array(4))).rejects.toThrow(OptionError);
  });
});
