import { type Drawing, MOST_OBJECTS, sceneOf } from '../data/scenes/drawing.ts';
import { drawScene, SHOWN_SIDE } from '../data/scenes/raster.ts';
import { LARGEST_RADIUS, placedAt, SCENE_SIDE, type SceneObject, SMALLEST_RADIUS } from '../data/scenes/scene.ts';
import { COLOURS, type Colour, PAINT, SHAPES } from '../data/scenes/words.ts';
import type { Picture } from '../picture.ts';

/** Sizes of an object, and how far it may be turned, in degrees. */
export const RADIUS: readonly [number, number] = [SMALLEST_RADIUS, LARGEST_RADIUS];
export const MOST_DEGREES = 45;

/** Radius of an object that is added: a companion's, beside which the main object stays the largest. */
const ADDED_RADIUS = 6;
/** Where an object may be added, in shares of the side. */
const CORNERS = [
  [0.18, 0.2],
  [0.82, 0.2],
  [0.82, 0.8],
  [0.18, 0.8],
] as const;

/** The pixels that the page shows. */
export const paint = (drawing: Drawing): Picture => drawScene(sceneOf(drawing), SHOWN_SIDE);

/** What a new drawing begins with: everything about it is in its caption. */
export function firstDrawing(): Drawing {
  const middle = SCENE_SIDE / 2;
  const look = { shape: 'circle', colour: 'red', paint: PAINT.red, radius: 14, tilt: 0 } as const;
  return { background: 'white', objects: [{ ...look, x: middle, y: middle }] };
}

/** What may be changed of an object, apart from its place. */
export type Look = Partial<Pick<SceneObject, 'shape' | 'colour' | 'radius' | 'tilt'>>;

/** With another look of one object, which is moved where it would no longer be wholly in the picture. */
export function withLook(drawing: Drawing, index: number, look: Look): Drawing {
  return withObject(drawing, index, (object) => {
    const painted = look.colour ? { paint: PAINT[look.colour] } : {};
    return placedAt({ ...object, ...look, ...painted }, object.x, object.y);
  });
}

/** With one object at this place, or as near to it as it is wholly in the picture. */
export function movedTo(drawing: Drawing, index: number, x: number, y: number): Drawing {
  return withObject(drawing, index, (object) => placedAt(object, x, y));
}

/** With one more object, which looks like no other and stands in the emptiest corner; itself where it is full. */
export function withAnother(drawing: Drawing): Drawing {
  const { objects } = drawing;
  if (objects.length >= MOST_OBJECTS) return drawing;
  const shape = SHAPES.find((one) => objects.every((object) => object.shape !== one)) ?? SHAPES[0];
  const colour = freeColour(objects);
  const object = { shape, colour, paint: PAINT[colour], radius: ADDED_RADIUS, tilt: 0, x: 0, y: 0 };
  const places = CORNERS.map(([x, y]) => placedAt(object, x * SCENE_SIDE, y * SCENE_SIDE));
  const room = (place: SceneObject) =>
    Math.min(...objects.map((other) => Math.hypot(place.x - other.x, place.y - other.y) - other.radius));
  const added = places.reduce((best, place) => (room(place) > room(best) ? place : best));
  return { ...drawing, objects: [...objects, added] };
}

/** Objects to come begin at blue, which is easily told from a red first one. */
function freeColour(objects: readonly SceneObject[]): Colour {
  const from = COLOURS.indexOf('blue');
  const ordered = [...COLOURS.slice(from), ...COLOURS.slice(0, from)];
  return ordered.find((one) => objects.every(({ colour }) => colour !== one)) ?? 'blue';
}

/** Without one of its objects; itself where that is the only one. */
export function without(drawing: Drawing, index: number): Drawing {
  if (drawing.objects.length === 1) return drawing;
  return { ...drawing, objects: drawing.objects.filter((_, at) => at !== index) };
}

/** Degrees that an object is turned by, clockwise positive, and the tilt of so many. */
export const degreesOf = ({ tilt }: SceneObject): number => Math.round((-2 * Math.atan(tilt) * 180) / Math.PI);
export const tiltOf = (degrees: number): number => -Math.tan((degrees * Math.PI) / 360);

function withObject(drawing: Drawing, index: number, change: (object: SceneObject) => SceneObject): Drawing {
  return { ...drawing, objects: drawing.objects.map((object, at) => (at === index ? change(object) : object)) };
}
