import type { Rgb } from './words.ts';

/** The eleven basic colour terms (Berlin and Kay 1969); a colour's place in this list is its number. */
export const COLOUR_NAMES = [
  'black',
  'grey',
  'white',
  'red',
  'orange',
  'yellow',
  'green',
  'blue',
  'purple',
  'pink',
  'brown',
] as const;

/** Names below this number have no hue. */
export const FIRST_HUE = 3;

/** Typical colours of each name, light and dark ones included. A colour takes the name of the nearest. */
const PROTOTYPES: Readonly<Record<(typeof COLOUR_NAMES)[number], readonly Rgb[]>> = {
  black: [
    [0, 0, 0],
    [34, 36, 42],
  ],
  grey: [
    [85, 87, 90],
    [128, 128, 128],
    [155, 159, 166],
    [182, 187, 194],
  ],
  white: [
    [255, 255, 255],
    [238, 236, 230],
  ],
  red: [
    [255, 0, 0],
    [216, 50, 52],
    [165, 25, 30],
  ],
  orange: [
    [255, 165, 0],
    [243, 140, 38],
    [255, 110, 0],
  ],
  yellow: [
    [255, 255, 0],
    [248, 213, 72],
    [255, 240, 150],
  ],
  green: [
    [0, 255, 0],
    [0, 128, 0],
    [64, 166, 92],
    [150, 215, 130],
    [25, 80, 45],
  ],
  blue: [
    [0, 0, 255],
    [48, 112, 204],
    [120, 185, 240],
    [20, 35, 110],
    [0, 200, 255],
  ],
  purple: [
    [128, 0, 128],
    [134, 76, 180],
    [180, 130, 225],
    [75, 0, 130],
  ],
  pink: [
    [255, 192, 203],
    [246, 140, 182],
    [255, 20, 147],
    [255, 80, 200],
  ],
  brown: [
    [130, 80, 46],
    [92, 54, 26],
    [150, 105, 65],
  ],
};

/** Bits of each channel that the table uses. */
const BITS = 5;
const LEVELS = 1 << BITS;
const SHIFT = 8 - BITS;

/** Name of every colour in 32 steps per channel, the resolution of van de Weijer's table. Filled when first used. */
let table: Uint8Array | undefined;

/**
 * Number of the colour's name. Colour naming as in van de Weijer, Schmid, Verbeek and Larlus, "Learning color names for
 * real-world applications" (2009), with fixed prototypes in place of learned ones.
 */
export function colourName(red: number, green: number, blue: number): number {
  table ??= fillTable();
  return table[((red >> SHIFT) << (2 * BITS)) | ((green >> SHIFT) << BITS) | (blue >> SHIFT)] ?? 0;
}

function fillTable(): Uint8Array {
  const prototypes = COLOUR_NAMES.flatMap((name, number) =>
    PROTOTYPES[name].map((rgb) => ({ number, point: opponent(...rgb) })),
  );
  const names = new Uint8Array(LEVELS ** 3);
  const centre = (level: number) => (level << SHIFT) + (1 << (SHIFT - 1));
  for (let index = 0; index < names.length; index++) {
    const red = centre(index >> (2 * BITS));
    const green = centre((index >> BITS) & (LEVELS - 1));
    const [a, b, c] = opponent(red, green, centre(index & (LEVELS - 1)));
    let nearest = Number.POSITIVE_INFINITY;
    for (const { number, point } of prototypes) {
      const [da, db, dc] = [a - point[0], b - point[1], c - point[2]];
      const distance = da * da + db * db + dc * dc;
      if (distance >= nearest) continue;
      nearest = distance;
      names[index] = number;
    }
  }
  return names;
}

/** Red–green, yellow–blue and light–dark; lightness counts half, because a shadow changes it but not the name. */
function opponent(red: number, green: number, blue: number): Rgb {
  return [red - green, (red + green) / 2 - blue, (red + green + blue) / 6];
}
