import { BLOCK } from './matrix.ts';

/** Windows of a picture: what convolutions and pooling go over. */
interface Windows {
  readonly N: number;
  readonly H: number;
  readonly W: number;
  readonly P: number;
  readonly Q: number;
  readonly R: number;
  readonly S: number;
  readonly stride: number;
  readonly pad: number;
}

/** One pixel of the input in one window: its number in all pictures, and its place in the window, row by row. */
type Visit = (pixel: number, place: number) => void;

/** Visits the pixels of the window at (p, q) of picture n, those of the padding left out. */
export function visitWindow({ H, W, R, S, stride, pad }: Windows, n: number, p: number, q: number, visit: Visit): void {
  for (let r = 0; r < R; r++) {
    const h = p * stride + r - pad;
    if (h < 0 || h >= H) continue;
    for (let s = 0; s < S; s++) {
      const w = q * stride + s - pad;
      if (w >= 0 && w < W) visit((n * H + h) * W + w, r * S + s);
    }
  }
}

/** Visits every window of every picture with the number of its pixel of y. */
export function visitWindows(
  { N, P, Q }: Windows,
  visit: (n: number, p: number, q: number, pixel: number) => void,
): void {
  for (let n = 0; n < N; n++)
    for (let p = 0; p < P; p++) for (let q = 0; q < Q; q++) visit(n, p, q, (n * P + p) * Q + q);
}

/** The corners of a few windows that are visited together, found once for all places in them. */
interface Corners {
  /** Goes to windows by their numbers, `BLOCK` at most. */
  moveTo(first: number, count: number): void;
  /** The pixel that window i of these sees at a place of it, by its number; −1 where that is padding. */
  pixelAt(i: number, place: number): number;
}

export function cornersOf({ H, W, P, Q, S, stride, pad }: Windows): Corners {
  const tops = new Int32Array(BLOCK);
  const lefts = new Int32Array(BLOCK);
  const pictures = new Int32Array(BLOCK);
  return {
    moveTo(first, count) {
      for (let i = 0; i < count; i++) {
        const row = Math.floor((first + i) / Q);
        tops[i] = (row % P) * stride - pad;
        lefts[i] = ((first + i) % Q) * stride - pad;
        pictures[i] = Math.floor(row / P);
      }
    },
    pixelAt(i, place) {
      const h = (tops[i] ?? 0) + Math.floor(place / S);
      const w = (lefts[i] ?? 0) + (place % S);
      return h >= 0 && h < H && w >= 0 && w < W ? ((pictures[i] ?? 0) * H + h) * W + w : -1;
    },
  };
}
