import type { Scene } from './scene.ts';
import { COLOURS, type Colour, SHAPES, type Shape } from './words.ts';

/** What a caption says of the main object; a part it does not say is missing. */
export interface MainObject {
  readonly colour?: Colour;
  readonly shape?: Shape;
}

/**
 * The object a caption is about: the first shape it names, and the colour word right before that shape. A colour that
 * stands elsewhere ("a circle left of a red square", "red and a circle") belongs to something else and does not count.
 */
export function parseMainObject(caption: string): MainObject {
  const words = caption.toLowerCase().match(/\S+/g) ?? [];
  const at = words.findIndex((word) => (SHAPES as readonly string[]).includes(word));
  const shape = SHAPES.find((name) => name === words[at]);
  const colour = COLOURS.find((name) => name === words[at - 1]);
  return { ...(shape && { shape }), ...(shape && colour && { colour }) };
}

/**
 * Of how many scenes the caption names both colour and shape of the main object right.
 * @param captions one caption a scene, in the order of `scenes`
 */
export function sceneAccuracy(
  captions: readonly string[],
  scenes: readonly Scene[],
): { correct: number; total: number } {
  const correct = scenes.filter(({ main }, index) => {
    const said = parseMainObject(captions[index] ?? '');
    return said.colour === main.colour && said.shape === main.shape;
  }).length;
  return { correct, total: scenes.length };
}
