import { parseCaption } from './parse.ts';
import { drawScene } from './raster.ts';
import type { Scene, SceneObject } from './scene.ts';

/** An object of a scene that a caption names. */
export interface NamedObject {
  readonly object: SceneObject;
  /** Which words of the caption name its colour and its shape, from 0. */
  readonly words: readonly [colour: number, shape: number];
}

/** The objects of its scene that a caption names by a colour followed directly by a shape. */
export function namedObjects(caption: string, { main, companions }: Scene): NamedObject[] {
  return parseCaption(caption).objects.flatMap(({ word, size, colour, shape }) => {
    const object = [main, ...companions].find((one) => one.shape === shape && one.colour === colour);
    const at = word + (size ? 1 : 0);
    return object ? [{ object, words: [at, at + 1] as const }] : [];
  });
}

/**
 * Which pixels an object of a scene covers, wholly or partly: those that change with its paint.
 * @returns (side, side) 1 where it covers a pixel, else 0
 */
export function pixelsOfObject(scene: Scene, object: SceneObject, side: number): Uint8Array {
  const [red, green, blue] = object.paint;
  const repaint = <O extends SceneObject>(one: O): O =>
    one === object ? { ...one, paint: [255 - red, 255 - green, 255 - blue] as const } : one;
  const changed = { ...scene, main: repaint(scene.main), companions: scene.companions.map(repaint) };
  const [before, after] = [drawScene(scene, side).data, drawScene(changed, side).data];
  return Uint8Array.from({ length: side * side }, (_, pixel) => {
    const colours = [4 * pixel, 4 * pixel + 1, 4 * pixel + 2];
    return colours.some((at) => before[at] !== after[at]) ? 1 : 0;
  });
}
