import type { Floats } from './twin.ts';

/** The maximum |x|; not finite where some x is not. */
export function magnitudeOf(values: Floats): number {
  let greatest = 0;
  for (const value of values) greatest = Math.max(greatest, Math.abs(value));
  return greatest;
}
