import type { Picture } from '../../picture.ts';
import { type DrawnScene, SCENE_SIDE, type SceneObject } from './scene.ts';
import { FIGURES } from './shapes.ts';
import { BACKDROP, type Background, type Rgb } from './words.ts';

/** Side of displayed pictures, in pixels: larger than the 64 that the descriptor is computed from. */
export const SHOWN_SIDE = 192;

/** Coverage of a pixel is counted on a 4 × 4 grid of points. */
const GRID = 4;
const SAMPLES = GRID * GRID;

/**
 * Draws a scene, `side` × `side` pixels, antialiased, opaque. Uses additions, multiplications, divisions and
 * comparisons only, which IEEE 754 rounds exactly: every engine makes the same bytes.
 */
export function drawScene(scene: DrawnScene, side = SCENE_SIDE): Picture {
  const rgba = backgroundPixels(side, scene.background).slice();
  for (const object of [scene.main, ...scene.companions]) drawObject(rgba, side, object);
  return { width: side, height: side, data: rgba };
}

/** Backgrounds already drawn: five for each side, shared by thousands of pictures. */
const drawn = new Map<string, Uint8ClampedArray>();

function backgroundPixels(side: number, background: Background): Uint8ClampedArray {
  const key = `${background} ${side}`;
  const pixels = drawn.get(key) ?? drawBackground(side, background);
  drawn.set(key, pixels);
  return pixels;
}

function drawBackground(side: number, background: Background): Uint8ClampedArray {
  const rgba = new Uint8ClampedArray(side * side * 4);
  const { ground, figure } = BACKDROP[background];
  const inFigure = background === 'striped' ? inStripe : inDot;
  for (let row = 0; row < side; row++) {
    const light = gradient(row, side, 5);
    for (let column = 0; column < side; column++) {
      const covered = figure ? coverage(row, column, SCENE_SIDE / side, inFigure) : 0;
      const at = (row * side + column) * 4;
      for (let channel = 0; channel < 3; channel++) {
        const base = ground[channel] ?? 0;
        const mixed = (base * (SAMPLES - covered) + (figure?.[channel] ?? 0) * covered) / SAMPLES;
        rgba[at + channel] = Math.round(mixed + light);
      }
      rgba[at + 3] = 255;
    }
  }
  return rgba;
}

function drawObject(rgba: Uint8ClampedArray, side: number, object: SceneObject): void {
  const unit = SCENE_SIDE / side;
  const figure = FIGURES[object.shape];
  const reach = figure.reach * object.radius;
  // Cosine and sine of the tilt from the tangent of its half, over the radius: scene to figure in two products.
  const scale = object.radius * (1 + object.tilt * object.tilt);
  const cosine = (1 - object.tilt * object.tilt) / scale;
  const sine = (2 * object.tilt) / scale;
  const contains = (x: number, y: number) => {
    const right = x - object.x;
    const up = object.y - y;
    return figure.contains(cosine * right + sine * up, cosine * up - sine * right);
  };
  // Most pixels are wholly inside or outside: only those between the two circles are sampled.
  const halfDiagonal = Math.SQRT1_2 * unit;
  const inside = Math.max(0, figure.core * object.radius - halfDiagonal);
  const outside = reach + halfDiagonal;
  const covers = (row: number, column: number) => {
    const x = (column + 0.5) * unit - object.x;
    const y = (row + 0.5) * unit - object.y;
    const squared = x * x + y * y;
    if (squared < inside * inside) return SAMPLES;
    return squared > outside * outside ? 0 : coverage(row, column, unit, contains);
  };
  const first = (centre: number) => Math.max(0, Math.floor((centre - reach) / unit));
  const last = (centre: number) => Math.min(side - 1, Math.floor((centre + reach) / unit));
  for (let row = first(object.y); row <= last(object.y); row++) {
    // Lit from above, so that a disc looks slightly convex.
    const light = gradient(row * unit - (object.y - reach), 2 * reach, 14);
    for (let column = first(object.x); column <= last(object.x); column++) {
      const covered = covers(row, column);
      if (covered > 0) blend(rgba, (row * side + column) * 4, object.paint, light, covered);
    }
  }
}

function blend(rgba: Uint8ClampedArray, at: number, paint: Rgb, light: number, covered: number): void {
  for (let channel = 0; channel < 3; channel++) {
    const below = rgba[at + channel] ?? 0;
    const above = Math.min(255, Math.max(0, (paint[channel] ?? 0) + light));
    rgba[at + channel] = Math.round((below * (SAMPLES - covered) + above * covered) / SAMPLES);
  }
}

/** Falls from +strength at the top to −strength at the bottom. */
function gradient(offset: number, length: number, strength: number): number {
  return strength - (2 * strength * offset) / length;
}

/** How many of a pixel's sample points are in the figure. */
function coverage(row: number, column: number, unit: number, contains: (x: number, y: number) => boolean): number {
  let count = 0;
  for (let down = 0; down < GRID; down++) {
    const y = (row + (down + 0.5) / GRID) * unit;
    for (let right = 0; right < GRID; right++) {
      if (contains((column + (right + 0.5) / GRID) * unit, y)) count++;
    }
  }
  return count;
}

/** Slanting stripes, 4 wide, 8 apart. */
function inStripe(x: number, y: number): boolean {
  const across = (x + y) / 11;
  return across - Math.floor(across) < 0.5;
}

/** Dots of radius 1.8 on a grid of 8, every second row moved by half. */
function inDot(x: number, y: number): boolean {
  const row = Math.floor(y / 8);
  const shifted = x / 8 + (row % 2) / 2;
  const dx = (shifted - Math.floor(shifted) - 0.5) * 8;
  const dy = y - row * 8 - 4;
  return dx * dx + dy * dy <= 1.8 * 1.8;
}
