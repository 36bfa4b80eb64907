import { kindOf } from '../arguments.ts';
import { ShapeError } from '../errors.ts';

/**
 * What a forward function keeps for its backward function. It holds the arguments themselves, not copies, as CS231n's
 * caches do: do not change them in between.
 */
export class Cache<L extends string, K> {
  /** The function that made it. */
  readonly layer: L;
  readonly kept: K;

  constructor(layer: L, kept: K) {
    this.layer = layer;
    this.kept = kept;
  }
}

/** What is in the cache. @throws ShapeError when it was made by another function than `maker`. */
export function openCache<L extends string, K>(layer: string, maker: L, cache: Cache<L, K>): K {
  const given: unknown = cache;
  if (given instanceof Cache && given.layer === maker) return cache.kept;
  const found = given instanceof Cache ? `one of ${given.layer}` : kindOf(given);
  throw new ShapeError({ where: `${layer}: cache`, expected: `the cache that ${maker} returned`, found });
}
