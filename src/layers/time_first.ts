import type { Floats } from './session.ts';

/** N captions, T time steps, D inputs, H hidden units. */
export type SequenceSizes = Readonly<Record<'N' | 'T' | 'D' | 'H', number>>;

/**
 * (A, B, width) → (B, A, width). Layers take and return captions first, (N, T, ·); a recurrence wants the rows of one
 * time step together, (T, N, ·).
 */
export function swapLeadingAxes<F extends Floats>(data: F, A: number, B: number, width: number): F {
  const swapped = data.slice() as F;
  for (let a = 0; a < A; a++) {
    for (let b = 0; b < B; b++) {
      const start = (a * B + b) * width;
      swapped.set(data.subarray(start, start + width), (b * A + a) * width);
    }
  }
  return swapped;
}

/** 0, 1, …, count − 1: the list of input rows of a step that takes them as they come. */
export function rowNumbers(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, row) => row);
}
