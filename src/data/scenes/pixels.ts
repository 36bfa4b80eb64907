import type { Picture } from '../../picture.ts';
import { fitPicture } from './fit_picture.ts';
import { SIDE } from './regions.ts';

/** Side in pixels of the picture that a captioner of pixels receives. */
export const PIXELS_SIDE = 32;
/** Numbers of a picture: red, green, blue and alpha of every pixel. */
export const PIXELS_LENGTH = 4 * PIXELS_SIDE * PIXELS_SIDE;

/** Pixels of the fitted picture along the side of one such pixel. */
const STEP = SIDE / PIXELS_SIDE;
/** Half of the maximum byte: black becomes −1, white 1. */
const HALF = 127.5;

/**
 * A picture of any size as 32 × 32 pixels, row by row from the top: red, green and blue from −1 to 1, each the mean of the
 * pixels that it covers of the 64 × 64 that the descriptor is computed from, and alpha, which is 1, so that a network
 * can tell where a picture ends.
 * @throws OptionError when the picture's bytes do not fit its size
 */
export function pixelsOfPicture(picture: Picture): Float32Array<ArrayBuffer> {
  const fitted = fitPicture(picture);
  const pixels = new Float32Array(PIXELS_LENGTH);
  for (let y = 0; y < PIXELS_SIDE; y++) {
    for (let x = 0; x < PIXELS_SIDE; x++) {
      const at = 4 * (y * PIXELS_SIDE + x);
      for (let colour = 0; colour < 3; colour++) {
        let sum = 0;
        for (let place = 0; place < STEP * STEP; place++) {
          const [row, column] = [y * STEP + Math.floor(place / STEP), x * STEP + (place % STEP)];
          sum += fitted[4 * (row * SIDE + column) + colour] ?? 0;
        }
        pixels[at + colour] = sum / (STEP * STEP * HALF) - 1;
      }
      pixels[at + 3] = 1;
    }
  }
  return pixels;
}
