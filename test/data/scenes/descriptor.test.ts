import { describe, expect, it } from 'vitest';
import { COLOUR_NAMES, colourName } from '../../../src/data/scenes/colour_names.ts';
import { DESCRIPTOR_LENGTH, describePicture, PARTS } from '../../../src/data/scenes/descriptor.ts';
import { DESCRIPTOR_MEANS } from '../../../src/data/scenes/descriptor_means.ts';
import { fitPicture } from '../../../src/data/scenes/fit_picture.ts';
import { drawScene } from '../../../src/data/scenes/raster.ts';
import { findRegions, nameColours } from '../../../src/data/scenes/regions.ts';
import { splitScenes } from '../../../src/data/scenes/split_scenes.ts';
import { BACKDROP, PAINT } from '../../../src/data/scenes/words.ts';
import { OptionError } from '../../../src/errors.ts';
import type { Picture } from '../../../src/picture.ts';
import { sampleScenes } from './samples.ts';

/** The numbers of one part of a descriptor, as they were before mean and scale. */
function part(descriptor: Float32Array, name: string): number[] {
  const index = PARTS.findIndex((it) => it.name === name);
  const first = PARTS.slice(0, index).reduce((sum, { length }) => sum + length, 0);
  const { length = 0, scale = 1 } = PARTS[index] ?? {};
  return Array.from({ length }, (_, at) => (descriptor[first + at] ?? 0) / scale + (DESCRIPTOR_MEANS[first + at] ?? 0));
}

/** A picture of one colour with a disc, as a person might draw it. */
function drawing(width: number, height: number, [red, green, blue]: readonly number[], alpha = 255): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  const radius = Math.min(width, height) / 4;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 4;
      const inside = (x + 0.5 - width / 2) ** 2 + (y + 0.5 - height / 2) ** 2 < radius * radius;
      rgba.set(inside ? [red ?? 0, green ?? 0, blue ?? 0, 255] : [255, 255, 255, alpha], at);
    }
  }
  return { width, height, data: rgba };
}

const distance = (a: Float32Array, b: Float32Array) =>
  Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? 0)) ** 2, 0));

describe('descriptor', () => {
  it('is 512 finite numbers', () => {
    expect(DESCRIPTOR_LENGTH).toBe(512);
    expect(DESCRIPTOR_MEANS).toHaveLength(512);
    for (const scene of sampleScenes(50)) {
      const descriptor = describePicture(drawScene(scene));
      expect(descriptor).toHaveLength(512);
      expect(descriptor.every(Number.isFinite)).toBe(true);
    }
  });

  it('has mean 0 and mean square 1, approximately, over training scenes', () => {
    const sums = new Float64Array(512);
    let squares = 0;
    for (const { scene } of splitScenes('train', 1000, 231)) {
      describePicture(drawScene(scene)).forEach((value, at) => {
        sums[at] = (sums[at] ?? 0) + value / 1000;
        squares += value * value;
      });
    }
    // A number's mean over 1000 scenes errs by about 0.03 of its spread, which is at most 4.
    expect(Math.max(...sums.map(Math.abs))).toBeLessThan(0.4);
    expect(Math.abs(sums.reduce((sum, mean) => sum + mean, 0) / 512)).toBeLessThan(0.02);
    expect(Math.sqrt(squares / 512_000)).toBeCloseTo(1.1, 1);
  });

  it('reads each pixel only a few times, in a drawing of any size', () => {
    for (const [width, height] of [
      [64, 64],
      [280, 280],
      [640, 480],
    ] as const) {
      const picture = drawing(width, height, [255, 0, 0]);
      let looks = 0;
      const rgba = new Proxy(picture.data, {
        get(bytes, key) {
          if (typeof key === 'string' && /^\d/.test(key)) looks += 1;
          return Reflect.get(bytes, key, bytes);
        },
      });
      expect(describePicture({ ...picture, data: rgba })).toEqual(describePicture(picture));
      // Six looks at a pixel for each of the at most four small pixels that it lies in.
      expect(looks).toBeGreaterThan(0);
      expect(looks).toBeLessThanOrEqual(6 * 4 * width * height);
    }
  });

  it('sees the main object of a scene as the largest figure, with its colour and at its place', () => {
    for (const scene of sampleScenes(300)) {
      const descriptor = describePicture(drawScene(scene));
      const colours = part(descriptor, 'colour names of the figures').slice(0, 11);
      expect(COLOUR_NAMES[colours.findIndex((share) => share > 0.5)]).toBe(scene.main.colour);
      const [x = 0, y = 0] = part(descriptor, 'places of the figures');
      // A triangle's or heart's centre of mass is a little off the point it was drawn around.
      expect(Math.abs((x + 0.5) * 64 - scene.main.x)).toBeLessThan(3);
      expect(Math.abs((y + 0.5) * 64 - scene.main.y)).toBeLessThan(3);
      const count = part(descriptor, 'number of figures');
      expect(count.findIndex((share) => share > 0.5)).toBe(Math.min(3, 1 + scene.companions.length));
    }
  });

  it('is similar for a scene drawn at another size, at most half as far as another scene', () => {
    const [scene, other] = sampleScenes(2);
    if (!scene || !other) throw new Error('no scenes');
    const descriptor = describePicture(drawScene(scene));
    const apart = distance(descriptor, describePicture(drawScene(other)));
    for (const side of [128, 192, 250]) {
      expect(distance(descriptor, describePicture(drawScene(scene, side)))).toBeLessThan(apart / 2);
    }
  });

  it.each([
    ['red', [255, 0, 0]],
    ['green', [0, 170, 0]],
    ['blue', [0, 0, 255]],
    ['yellow', [255, 230, 0]],
    ['purple', [140, 0, 160]],
    ['black', [0, 0, 0]],
  ] as const)('names the colour of a %s disc that a person draws', (name, colour) => {
    for (const picture of [drawing(64, 64, colour), drawing(300, 200, colour), drawing(30, 40, colour, 0)]) {
      const colours = part(describePicture(picture), 'colour names of the figures').slice(0, 11);
      expect(COLOUR_NAMES[colours.findIndex((share) => share > 0.5)]).toBe(name);
    }
  });

  it('describes an empty picture and a picture of one pixel', () => {
    const blank: Picture = { width: 64, height: 64, data: new Uint8ClampedArray(64 * 64 * 4) };
    const pixel: Picture = { width: 1, height: 1, data: new Uint8ClampedArray(4).fill(255) };
    for (const picture of [blank, pixel]) {
      const count = part(describePicture(picture), 'number of figures');
      expect(count[0]).toBeCloseTo(1, 5);
    }
  });

  it('refuses a picture whose bytes do not fit its size', () => {
    const rgba = new Uint8ClampedArray(64);
    expect(() => describePicture({ width: 5, height: 4, data: rgba })).toThrow(OptionError);
    expect(() => describePicture({ width: 0, height: 0, data: new Uint8ClampedArray() })).toThrow(OptionError);
  });
});

describe('parts of the descriptor', () => {
  it('give every paint, lighter and darker as drawn, the name of its colour', () => {
    for (const [colour, rgb] of Object.entries(PAINT)) {
      for (const change of [-20, -10, 0, 10]) {
        const [red = 0, green = 0, blue = 0] = rgb.map((value) => Math.min(255, Math.max(0, value + change)));
        expect(COLOUR_NAMES[colourName(red, green, blue)]).toBe(colour);
      }
    }
    for (const colour of ['white', 'grey', 'black'] as const) {
      expect(COLOUR_NAMES[colourName(...BACKDROP[colour].ground)]).toBe(colour);
    }
  });

  it('find two touching figures of different colours, the larger first', () => {
    const rgba = new Uint8ClampedArray(64 * 64 * 4).fill(255);
    for (let y = 20; y < 40; y++) {
      for (let x = 10; x < 50; x++) rgba.set(x < 25 ? [255, 0, 0] : [0, 0, 255], (y * 64 + x) * 4);
    }
    const regions = findRegions(nameColours(rgba));
    expect(regions.map(({ name }) => COLOUR_NAMES[name])).toEqual(['blue', 'red']);
    const areas = regions.map(({ pixels }) => pixels.length);
    expect(areas.reduce((sum, area) => sum + area, 0)).toBe(20 * 40);
  });

  it('fit a wide picture by its longer side and extend its edge above and below', () => {
    const rgba = Uint8ClampedArray.from([10, 20, 30, 255, 200, 100, 50, 255]);
    const fitted = fitPicture({ width: 2, height: 1, data: rgba });
    for (const y of [0, 31, 63]) {
      expect([...fitted.subarray(y * 256, y * 256 + 4)]).toEqual([10, 20, 30, 255]);
      expect([...fitted.subarray(y * 256 + 252, y * 256 + 256)]).toEqual([200, 100, 50, 255]);
    }
  });

  it('average the area of a larger picture and composite transparency over white', () => {
    const rgba = new Uint8ClampedArray(128 * 128 * 4);
    for (let at = 0; at < rgba.length; at += 8) rgba.set([0, 0, 0, 255, 0, 0, 0, 0], at);
    // Each new pixel is half black, half transparent.
    expect([...fitPicture({ width: 128, height: 128, data: rgba }).subarray(0, 4)]).toEqual([128, 128, 128, 255]);
  });
});
