import type { Shape } from './words.ts';

/** A flat figure around the origin, x to the right, y up, of about the area of the unit circle. */
interface Figure {
  /** Radius of a circle around the origin that holds the whole figure. */
  readonly reach: number;
  /** Radius of a circle around the origin that lies in the figure. */
  readonly core: number;
  /** Whether the point lies in the figure. Only exactly rounded arithmetic, so every engine agrees. */
  contains(x: number, y: number): boolean;
}

/** Outward normals of the five lines through a pentagram's points, x and y in turn: cos and sin of 54° + 72° k. */
const PENTAGRAM = [
  0.5877852522924731, 0.8090169943749475, -0.5877852522924731, 0.8090169943749475, -0.9510565162951535,
  -0.3090169943749474, 0, -1, 0.9510565162951535, -0.3090169943749474,
];
/** Distance of those lines from the centre: cos 72°, in circumradii of 1.35. */
const STAR_INRADIUS = 1.35 * 0.30901699437494745;
const SQRT3 = 1.7320508075688772;

/** The eight figures. Thin ones are drawn a little larger, so that they do not look smaller than a square. */
export const FIGURES: Readonly<Record<Shape, Figure>> = {
  circle: { reach: 1, core: 1, contains: (x, y) => x * x + y * y <= 1 },
  square: { reach: 1.25, core: 0.88, contains: (x, y) => x >= -0.88 && x <= 0.88 && y >= -0.88 && y <= 0.88 },
  triangle: { reach: 1.3, core: 0.65, contains: (x, y) => y >= -0.65 && SQRT3 * x + y <= 1.3 && y - SQRT3 * x <= 1.3 },
  star: {
    reach: 1.35,
    core: 0.41,
    // A point is in a pentagram when at most one of the five lines has it on its outer side.
    contains: (x, y) => {
      let outside = 0;
      for (let line = 0; line < PENTAGRAM.length; line += 2) {
        if ((PENTAGRAM[line] ?? 0) * x + (PENTAGRAM[line + 1] ?? 0) * y > STAR_INRADIUS) outside++;
      }
      return outside <= 1;
    },
  },
  diamond: { reach: 1.3, core: 0.73, contains: (x, y) => Math.abs(x) / 0.9 + Math.abs(y) / 1.3 <= 1 },
  cross: {
    reach: 1.22,
    core: 0.5,
    contains: (x, y) => {
      const across = Math.abs(x);
      const up = Math.abs(y);
      return (across <= 0.36 && up <= 1.15) || (up <= 0.36 && across <= 1.15);
    },
  },
  ring: {
    reach: 1.12,
    core: 0,
    contains: (x, y) => {
      const squared = x * x + y * y;
      return squared <= 1.12 * 1.12 && squared >= 0.62 * 0.62;
    },
  },
  heart: {
    reach: 1.27,
    core: 0.83,
    // The sextic heart curve (x² + y² − 1)³ = x² y³, shrunk and moved so that its middle is the origin.
    contains: (x, y) => {
      const u = x / 0.95;
      const v = y / 0.95 + 0.12;
      const w = u * u + v * v - 1;
      return w * w * w <= u * u * v * v * v;
    },
  },
};
