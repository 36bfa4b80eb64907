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

/** The pixel that a window sees at a place of it, both by their numbers; −1 where that is padding. */
export function pixelAt({ H, W, P, Q, S, stride, pad }: Windows, window: number, place: number): number {
  const h = (Math.floor(window / Q) % P) * stride + Math.floor(place / S) - pad;
  const w = (window % Q) * stride + (place % S) - pad;
  const inside = h >= 0 && h < H && w >= 0 && w < W;
  return inside ? (Math.floor(window / (P * Q)) * H + h) * W + w : -1;
}
