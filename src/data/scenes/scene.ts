import type { Random } from '../../random.ts';
import { FIGURES } from './shapes.ts';
import {
  BACKGROUNDS,
  type Background,
  COLOURS,
  type Colour,
  PAINT,
  POSITIONS,
  type Position,
  RELATIONS,
  type Relation,
  type Rgb,
  SHAPES,
  type Shape,
  SIZES,
  type Size,
} from './words.ts';

/** Lengths in a scene are in units of 1/64 of its side; x points right, y down. */
export const SCENE_SIDE = 64;

export interface SceneObject {
  readonly shape: Shape;
  readonly colour: Colour;
  readonly paint: Rgb;
  readonly x: number;
  readonly y: number;
  /** Radius of a circle of about the same area. */
  readonly radius: number;
  /** Tangent of half its rotation angle: rotating then needs no sine, and is the same in every engine. */
  readonly tilt: number;
}

/** An object beside the main one, and where the main one is relative to it: main is `relation` (of) this object. */
export interface Companion extends SceneObject {
  readonly relation: Relation;
}

/** A picture before it is drawn: a main object, the largest, and up to two companions, on a background. */
export interface DrawnScene {
  readonly background: Background;
  readonly main: SceneObject;
  readonly companions: readonly SceneObject[];
}

/** A scene that the grammar can describe completely: its main object is by far the largest. */
export interface Scene extends DrawnScene {
  readonly size: Size;
  readonly position: Position;
  readonly companions: readonly Companion[];
}

/** Offset of the main object from the middle, in units of the picture's side. */
const OFFSET: Readonly<Record<Position, readonly [number, number]>> = {
  middle: [0, 0],
  left: [-1, 0],
  right: [1, 0],
  top: [0, -1],
  bottom: [0, 1],
};
const OFFSET_LENGTH = 12;
export const LARGEST_RADIUS = 15;
const MAIN_RADIUS: Readonly<Record<Size, readonly [number, number]>> = { big: [13, LARGEST_RADIUS], small: [9, 10.5] };
/** Halfway between the two. */
const BIG_FROM = (MAIN_RADIUS.small[1] + MAIN_RADIUS.big[0]) / 2;
/** Relative to the main object's radius: a companion covers at most half of the main object's area, whatever the shapes. */
const COMPANION_RADIUS = 0.55;
export const SMALLEST_RADIUS = 4.6;
const GAP = 2;
/** One companion is more frequent than none or two. */
const COMPANION_COUNTS = [0, 0, 0, 1, 1, 1, 1, 2, 2, 2];

/** Draws a scene at random. The same generator state gives the same scene. */
export function randomScene(random: Random): Scene {
  const companions = pick(random, COMPANION_COUNTS);
  // A big object in the middle leaves little room: if a companion does not fit, the whole scene is discarded.
  for (;;) {
    const scene = tryScene(random, companions);
    if (scene) return scene;
  }
}

/**
 * Exactly what captions can say about a scene. Two scenes with one key may differ by a few pixels and a
 * shade; scenes with different keys have different descriptions.
 */
export function sceneKey(scene: Scene): string {
  const companions = scene.companions.map(({ relation, colour, shape }) => `${relation} ${colour} ${shape}`);
  const { colour, shape } = scene.main;
  return [scene.size, colour, shape, scene.position, scene.background, ...companions.sort()].join(' ');
}

function tryScene(random: Random, companionCount: number): Scene | undefined {
  const size = pick(random, SIZES);
  const position = pick(random, POSITIONS);
  const background = pick(random, BACKGROUNDS);
  const main = placeMain(random, size, position);
  const companions: Companion[] = [];
  for (let index = 0; index < companionCount; index++) {
    const companion = placeCompanion(random, main, companions);
    if (!companion) return undefined;
    companions.push(companion);
  }
  return { background, main, size, position, companions };
}

function placeMain(random: Random, size: Size, position: Position): SceneObject {
  const look = randomLook(random);
  const radius = between(random, ...MAIN_RADIUS[size]);
  const [right, down] = OFFSET[position];
  const centre = (direction: number) => SCENE_SIDE / 2 + OFFSET_LENGTH * direction + between(random, -2, 2);
  const [x, y] = [centre(right), centre(down)];
  return placedAt({ ...look, radius, x, y }, x, y);
}

function placeCompanion(random: Random, main: SceneObject, others: readonly Companion[]): Companion | undefined {
  const look = randomLook(random);
  if (look.shape === main.shape && look.colour === main.colour) return undefined;
  const radius = between(random, SMALLEST_RADIUS, Math.max(SMALLEST_RADIUS, COMPANION_RADIUS * main.radius - 0.5));
  const margin = FIGURES[look.shape].reach * radius + 1;
  const x = between(random, margin, SCENE_SIDE - margin);
  const y = between(random, margin, SCENE_SIDE - margin);
  const companion = { ...look, radius, x, y };
  const relation = relationOf(main, companion);
  if (!relation || [main, ...others].some((other) => tooClose(other, companion))) return undefined;
  return { ...companion, relation };
}

/** Where `main` is relative to `other`; undefined when the direction is too oblique. */
export function relationOf(main: SceneObject, other: SceneObject): Relation | undefined {
  const dx = main.x - other.x;
  const dy = main.y - other.y;
  const [left, right, above, below] = RELATIONS;
  if (Math.abs(dx) > 1.3 * Math.abs(dy)) return dx < 0 ? left : right;
  if (Math.abs(dy) > 1.3 * Math.abs(dx)) return dy < 0 ? above : below;
  return undefined;
}

/** Whether an object is closer to this position than to any other. */
export function isAt({ x, y }: SceneObject, position: Position): boolean {
  const [dx, dy] = [x - SCENE_SIDE / 2, y - SCENE_SIDE / 2];
  const near = OFFSET_LENGTH / 2;
  if (position === 'middle') return Math.max(Math.abs(dx), Math.abs(dy)) < near;
  const [right, down] = OFFSET[position];
  return dx * right + dy * down >= near;
}

/** The word for an object's size. Companions are smaller than a small main object. */
export function sizeOf({ radius }: SceneObject): Size {
  return radius < BIG_FROM ? 'small' : 'big';
}

/** An object at this place, or at the nearest one where it is entirely in the picture. */
export function placedAt<O extends SceneObject>(object: O, x: number, y: number): O {
  const margin = FIGURES[object.shape].reach * object.radius + 1;
  const within = (wished: number) => Math.min(Math.max(wished, margin), SCENE_SIDE - margin);
  return { ...object, x: within(x), y: within(y) };
}

function tooClose(a: SceneObject, b: SceneObject): boolean {
  const apart = FIGURES[a.shape].reach * a.radius + FIGURES[b.shape].reach * b.radius + GAP;
  return (a.x - b.x) * (a.x - b.x) + (a.y - b.y) * (a.y - b.y) < apart * apart;
}

function randomLook(random: Random) {
  const shape = pick(random, SHAPES);
  const colour = pick(random, COLOURS);
  const [red, green, blue] = PAINT[colour];
  const shaded = (value: number) => Math.min(255, Math.max(0, value + random.below(21) - 10));
  const paint: Rgb = [shaded(red), shaded(green), shaded(blue)];
  // tan(7.5°): at most 15 degrees either way.
  return { shape, colour, paint, tilt: between(random, -0.13, 0.13) };
}

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function pick<Item>(random: Random, items: readonly Item[]): Item {
  return items[random.below(items.length)] as Item;
}
