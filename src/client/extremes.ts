import type { ScoredPicture } from '../worker/protocol.ts';

/** The best and worst captions by CIDEr, at most `count` of each, without duplicates. */
export function extremes(pictures: readonly ScoredPicture[], count: number) {
  const sorted = [...pictures].sort((a, b) => b.cider - a.cider || a.image - b.image);
  const each = Math.min(count, Math.floor(sorted.length / 2));
  return { best: sorted.slice(0, each), worst: sorted.slice(sorted.length - each).reverse() };
}
