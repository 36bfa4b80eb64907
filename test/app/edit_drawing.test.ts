import { describe, expect, it } from 'vitest';
import {
  degreesOf,
  firstDrawing,
  MOST_DEGREES,
  movedTo,
  paint,
  RADIUS,
  tiltOf,
  withAnother,
  withLook,
  without,
} from '../../src/app/edit_drawing.ts';
import { checkedDrawing, type Drawing, drawingOf } from '../../src/data/scenes/drawing.ts';
import { SCENE_SIDE } from '../../src/data/scenes/scene.ts';
import { FIGURES } from '../../src/data/scenes/shapes.ts';
import { PAINT, SHAPES } from '../../src/data/scenes/words.ts';
import { sampleScenes } from '../data/scenes/samples.ts';

/** Whether every object is wholly in the picture. */
const isWhole = ({ objects }: Drawing) =>
  objects.every(({ shape, radius, x, y }) =>
    [x, y].every((at) => Math.min(at, SCENE_SIDE - at) >= FIGURES[shape].reach * radius),
  );
const three = withAnother(withAnother(firstDrawing()));

describe('a drawing that is edited', () => {
  it('moves only one object, and keeps it wholly in the picture', () => {
    const moved = movedTo(three, 1, 30, 50);
    expect(moved.objects[1]).toEqual({ ...three.objects[1], x: 30, y: 50 });
    expect([moved.objects[0], moved.objects[2]]).toEqual([three.objects[0], three.objects[2]]);
    const pushed = movedTo(three, 0, -100, 1000);
    const { x, y } = pushed.objects[0] ?? { x: 0, y: 0 };
    expect([x, y]).toEqual([15, 49]);
    expect(isWhole(pushed)).toBe(true);
  });

  it('paints an object in its colour, and pulls it into the picture when it grows', () => {
    const [, beside] = withLook(three, 1, { colour: 'pink', shape: 'star' }).objects;
    expect(beside).toMatchObject({ colour: 'pink', paint: PAINT.pink, shape: 'star', radius: 6 });
    const aside = movedTo(three, 1, 0, 0);
    const grown = withLook(aside, 1, { radius: RADIUS[1] });
    expect(grown.objects[1]?.radius).toBe(RADIUS[1]);
    expect([isWhole(aside), isWhole(grown)]).toEqual([true, true]);
    expect(grown.objects[1]?.x).toBeGreaterThan(aside.objects[1]?.x ?? 0);
  });

  it('gets up to three objects, which look different and do not overlap, and can lose all but one', () => {
    const { objects } = three;
    expect(new Set(objects.map(({ shape }) => shape)).size).toBe(3);
    expect(new Set(objects.map(({ colour }) => colour)).size).toBe(3);
    for (const [at, one] of objects.entries()) {
      for (const other of objects.slice(at + 1)) {
        const reach = FIGURES[one.shape].reach * one.radius + FIGURES[other.shape].reach * other.radius;
        expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThan(reach);
      }
    }
    expect(withAnother(three)).toBe(three);
    const [first, , third] = objects;
    expect(without(three, 1).objects).toEqual([first, third]);
    const alone = without(without(three, 2), 1);
    expect(without(alone, 0)).toBe(alone);
  });

  it('can be any held-out scene with any change, and is still a drawing', () => {
    for (const scene of sampleScenes(40)) {
      const begun = drawingOf(scene);
      const changed = SHAPES.reduce((one, shape) => withLook(one, 0, { shape, radius: RADIUS[1] }), withAnother(begun));
      expect(isWhole(changed)).toBe(true);
      expect(checkedDrawing('drawing', changed)).toEqual(changed);
    }
  });

  it('turns by degrees, clockwise, as its pixels show', () => {
    const [one] = firstDrawing().objects;
    if (!one) throw new Error('nothing drawn');
    for (const degrees of [-MOST_DEGREES, -10, 0, 10, MOST_DEGREES]) {
      expect(degreesOf({ ...one, tilt: tiltOf(degrees) })).toBe(degrees);
    }
    // The top of a triangle that is turned clockwise is right of its middle.
    const turned = withLook(firstDrawing(), 0, { shape: 'triangle', tilt: tiltOf(30) });
    const { width, height, data } = paint(turned);
    const isRed = (x: number, y: number) => (data[4 * (y * width + x) + 1] ?? 0) < 150;
    const rows = Array.from({ length: height }, (_, y) =>
      Array.from({ length: width }, (_, x) => x).filter((x) => isRed(x, y)),
    );
    const top = rows.find((row) => row.length > 0) ?? [];
    expect(top[0]).toBeGreaterThan(width / 2);
  });
});
