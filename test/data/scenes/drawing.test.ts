import { describe, expect, it } from 'vitest';
import { checkCaption } from '../../../src/data/scenes/check_caption.ts';
import { checkedDrawing, type Drawing, drawingOf, sceneOf } from '../../../src/data/scenes/drawing.ts';
import { describeScene } from '../../../src/data/scenes/grammar.ts';
import { drawScene } from '../../../src/data/scenes/raster.ts';
import type { SceneObject } from '../../../src/data/scenes/scene.ts';
import { OptionError } from '../../../src/errors.ts';
import { Random } from '../../../src/random.ts';
import { sampleScenes } from './samples.ts';

const object = (radius: number, others: Partial<SceneObject> = {}): SceneObject => ({
  ...{ shape: 'ring', colour: 'blue', paint: [1, 2, 3], x: 32, y: 32, radius, tilt: 0 },
  ...others,
});
const drawing = (...radii: readonly number[]): Drawing => ({
  background: 'grey',
  objects: radii.map((radius) => object(radius)),
});

describe('a drawing', () => {
  it('of a scene shows the same: pixels, and what captions may say', () => {
    const random = new Random(7);
    for (const scene of sampleScenes(60)) {
      const shown = sceneOf(drawingOf(scene));
      expect(Buffer.from(drawScene(shown).data).equals(Buffer.from(drawScene(scene).data))).toBe(true);
      for (const caption of describeScene(scene, random)) {
        expect(checkCaption(caption, shown)).toEqual({ main: true, absent: [], sentence: true });
      }
    }
  });

  it('has its largest object as the main one, the first of several equally large', () => {
    const main = (given: Drawing) => given.objects.indexOf(sceneOf(given).main);
    expect([drawing(5, 9, 7), drawing(9, 9), drawing(5, 9, 9)].map(main)).toEqual([1, 0, 1]);
    const { objects } = drawing(5, 9, 7);
    const three = { background: 'grey', objects } as const;
    expect(sceneOf(three).companions).toEqual([objects[0], objects[2]]);
  });

  it('has objects with independent sizes: two can both be big', () => {
    const two = sceneOf({
      background: 'white',
      objects: [object(14, { x: 20 }), object(13, { x: 45, colour: 'red', shape: 'star' })],
    });
    const said = (caption: string) => checkCaption(caption, two).absent.map(({ phrase }) => phrase);
    expect(said('a big blue ring left of a big red star')).toEqual([]);
    expect(said('a big blue ring left of a small red star on grey')).toEqual(['small red star', 'on grey']);
  });

  it('from outside is checked, and stripped of unknown fields', () => {
    const given = { ...drawing(9, 5), extra: 1 };
    expect(checkedDrawing('here', given)).toEqual(drawing(9, 5));
    const [one] = given.objects;
    const wrong: readonly (readonly [unknown, string])[] = [
      [undefined, 'here: expected a drawing'],
      [{ background: 'grey' }, 'here: expected a drawing'],
      [drawing(), 'here: expected 1 to 3 objects, found 0'],
      [drawing(9, 8, 7, 6), 'here: expected 1 to 3 objects, found 4'],
      [{ ...given, background: 'pink' }, 'here: background: expected one of white'],
      [{ ...given, objects: [one, null] }, 'here: object 2: paint: expected red, green and blue'],
      [{ ...given, objects: [{ ...one, shape: 'toString' }] }, 'here: object 1: shape: expected one of circle'],
      [{ ...given, objects: [{ ...one, colour: 3 }] }, 'here: object 1: colour: expected one of red'],
      [{ ...given, objects: [{ ...one, paint: [1, 2] }] }, 'here: object 1: paint: expected a number from 0 to 255'],
      [{ ...given, objects: [{ ...one, x: Number.NaN }] }, 'here: object 1: x: expected a number from 0 to 64'],
      [{ ...given, objects: [{ ...one, radius: 0 }] }, 'here: object 1: radius: expected a number from 1 to 64'],
      [{ ...given, objects: [{ ...one, tilt: 9 }] }, 'here: object 1: tilt: expected a number from -1 to 1'],
    ];
    for (const [value, message] of wrong) {
      expect(() => checkedDrawing('here', value)).toThrow(OptionError);
      expect(() => checkedDrawing('here', value)).toThrow(message);
    }
  });
});
