import { requireList } from '../../arguments.ts';
import { OptionError } from '../../errors.ts';
import { numberBetween, oneOf } from '../../option_checks.ts';
import { type DrawnScene, SCENE_SIDE, type Scene, type SceneObject } from './scene.ts';
import { BACKGROUNDS, type Background, COLOURS, SHAPES } from './words.ts';

/** A scene composed by hand: its objects keep their order, whichever is the largest. */
export interface Drawing {
  readonly background: Background;
  /** One to three. */
  readonly objects: readonly SceneObject[];
}

/** Maximum objects of a drawing: no caption of the data mentions more. */
export const MOST_OBJECTS = 3;

/** A scene of the data as a drawing that can be edited. */
export function drawingOf({ background, main, companions }: Scene): Drawing {
  // Relations are left out: moving a companion changes them.
  return { background, objects: [main, ...companions.map(({ relation: _, ...object }) => object)] };
}

/** The scene that a drawing shows: its largest object is the main one, the first of several equally large ones. */
export function sceneOf({ background, objects }: Drawing): DrawnScene {
  const [first, ...others] = objects;
  if (!first) throw wrongObjects(0);
  const main = others.reduce((largest, other) => (other.radius > largest.radius ? other : largest), first);
  return { background, main, companions: objects.filter((object) => object !== main) };
}

/**
 * `value` as a drawing.
 * @throws OptionError when it is not one
 */
export function checkedDrawing(where: string, value: unknown): Drawing {
  const { background, objects } = Object(value ?? {}) as Partial<Record<keyof Drawing, unknown>>;
  requireList(where, 'a drawing { background, objects }', objects);
  if (objects.length < 1 || objects.length > MOST_OBJECTS) throw wrongObjects(objects.length, where);
  return {
    background: oneOf(`${where}: background`, background, BACKGROUNDS),
    objects: objects.map((object, index) => checkedObject(`${where}: object ${index + 1}`, object)),
  };
}

function checkedObject(where: string, value: unknown): SceneObject {
  const given = Object(value ?? {}) as Partial<Record<keyof SceneObject, unknown>>;
  const within = (name: keyof SceneObject, low: number, high: number) =>
    numberBetween(`${where}: ${name}`, given[name], low, high);
  const { paint } = given;
  requireList(`${where}: paint`, 'red, green and blue', paint);
  const [red, green, blue] = [0, 1, 2].map((part) => numberBetween(`${where}: paint`, paint[part], 0, 255));
  return {
    shape: oneOf(`${where}: shape`, given.shape, SHAPES),
    colour: oneOf(`${where}: colour`, given.colour, COLOURS),
    paint: [red ?? 0, green ?? 0, blue ?? 0],
    x: within('x', 0, SCENE_SIDE),
    y: within('y', 0, SCENE_SIDE),
    radius: within('radius', 1, SCENE_SIDE),
    tilt: within('tilt', -1, 1),
  };
}

const wrongObjects = (found: number, where = 'drawing') =>
  new OptionError({ where, expected: `1 to ${MOST_OBJECTS} objects`, found: String(found) });
