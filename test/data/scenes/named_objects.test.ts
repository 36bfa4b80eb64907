import { describe, expect, it } from 'vitest';
import { namedObjects, pixelsOfObject } from '../../../src/data/scenes/named_objects.ts';
import type { Scene } from '../../../src/data/scenes/scene.ts';

const look = { paint: [216, 50, 52], tilt: 0 } as const;
const main = { ...look, shape: 'square', colour: 'red', x: 20, y: 24, radius: 10 } as const;
const star = {
  ...look,
  shape: 'star',
  colour: 'blue',
  paint: [48, 112, 204],
  x: 50,
  y: 50,
  radius: 5,
  relation: 'left',
} as const;
const scene: Scene = { background: 'white', main, size: 'small', position: 'left', companions: [star] };

describe('objects that a caption names', () => {
  it.each([
    [
      'a red square left of a blue star',
      [
        [1, 2, 'square'],
        [6, 7, 'star'],
      ],
    ],
    ['a red star', []],
    ['red and a square', []],
    ['square', []],
    ['', []],
  ])('%s', (caption, expected) => {
    expect(namedObjects(caption, scene).map(({ words, object }) => [...words, object.shape])).toEqual(expected);
  });

  it('cover exactly the pixels of the object', () => {
    const side = 32;
    const at = (places: Uint8Array, x: number, y: number) => places[y * side + x];
    const square = pixelsOfObject(scene, main, side);
    expect([at(square, 10, 12), at(square, 25, 25), at(square, 0, 0)]).toEqual([1, 0, 0]);
    // A square about as large as a circle of radius 5 pixels, with the pixels that its edge runs through.
    const count = square.reduce((sum, value) => sum + value, 0);
    expect(count).toBeGreaterThan(60);
    expect(count).toBeLessThan(110);
    const other = pixelsOfObject(scene, star, side);
    expect([at(other, 25, 25), at(other, 10, 12)]).toEqual([1, 0]);
  });
});
