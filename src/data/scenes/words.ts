/**
 * What a scene can consist of, and the words for it. The eleven colour words are the basic colour terms of Berlin and
 * Kay (1969): eight paint objects, three (white, grey, black) are left for backgrounds.
 */
export const COLOURS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'pink', 'brown'] as const;
export const SHAPES = ['circle', 'square', 'triangle', 'star', 'diamond', 'cross', 'ring', 'heart'] as const;
export const SIZES = ['big', 'small'] as const;
export const POSITIONS = ['middle', 'left', 'right', 'top', 'bottom'] as const;
export const RELATIONS = ['left', 'right', 'above', 'below'] as const;
export const BACKGROUNDS = ['white', 'grey', 'black', 'striped', 'dotted'] as const;

export type Colour = (typeof COLOURS)[number];
export type Shape = (typeof SHAPES)[number];
export type Size = (typeof SIZES)[number];
export type Position = (typeof POSITIONS)[number];
export type Relation = (typeof RELATIONS)[number];
export type Background = (typeof BACKGROUNDS)[number];

/** Red, green, blue, each 0–255. */
export type Rgb = readonly [number, number, number];

/** What each object colour is painted with, before a small random change. */
export const PAINT: Readonly<Record<Colour, Rgb>> = {
  red: [216, 50, 52],
  orange: [243, 140, 38],
  yellow: [248, 213, 72],
  green: [64, 166, 92],
  blue: [48, 112, 204],
  purple: [134, 76, 180],
  pink: [246, 140, 182],
  brown: [130, 80, 46],
};

/** The ground of each background, and the paint of its stripes or dots. */
export const BACKDROP: Readonly<Record<Background, { readonly ground: Rgb; readonly figure?: Rgb }>> = {
  white: { ground: [247, 245, 240] },
  grey: { ground: [152, 157, 165] },
  black: { ground: [32, 34, 41] },
  striped: { ground: [247, 245, 240], figure: [178, 184, 192] },
  dotted: { ground: [247, 245, 240], figure: [178, 184, 192] },
};
