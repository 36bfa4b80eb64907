import type { Random } from '../../src/random.ts';

/** A file after one change. */
export interface Mutated {
  readonly bytes: Uint8Array;
  /** What was changed, for a person who looks for the fault. */
  readonly how: string;
  /** Whether the checksums of the file were made to fit, so that no reader can know that it was changed. */
  readonly resealed?: boolean;
}

/** Changes a file; undefined where there is nothing that it could change. It leaves `bytes` alone. */
export type Mutator = (bytes: Uint8Array, random: Random) => Mutated | undefined;

/** One of `items`. */
export function pick<T>(random: Random, items: readonly T[]): T {
  return items[random.below(items.length)] as T;
}

/**
 * A place in a file of `length` bytes. Every third is among the first 512 and the last 512 bytes, where the structure of
 * most formats lies.
 */
export function placeIn(random: Random, length: number): number {
  const place = random.below(length);
  if (random.below(3) > 0) return place;
  const edge = Math.min(512, length);
  return random.below(2) === 0 ? place % edge : length - 1 - (place % edge);
}

/** Up to four changes, one upon the other: most often a single one, for it is the easiest to understand. */
export function mutate(bytes: Uint8Array, mutators: readonly Mutator[], random: Random): Mutated {
  const changes = 1 + Math.min(random.below(2), random.below(2)) + Math.min(random.below(3), random.below(3));
  const steps: string[] = [];
  let mutated: Mutated = { bytes, how: 'unchanged' };
  let resealed = false;
  // Not every mutator finds something in every file.
  for (let tries = 0; steps.length < changes && tries < 50; tries++) {
    const changed = pick(random, mutators)(mutated.bytes, random);
    if (!changed) continue;
    mutated = changed;
    resealed ||= changed.resealed === true;
    steps.push(changed.how);
  }
  return { bytes: mutated.bytes, how: steps.join('; ') || 'unchanged', resealed };
}
