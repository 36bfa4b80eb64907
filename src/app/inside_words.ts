import type { Relevance } from '../explain/relevance.ts';

/** A smaller change of log p should not be taken for a reason. */
const LEAST = 0.05;

/** Gradients have a few peaks far above the rest: this share of the regions is clipped with them. */
const BRIGHTEST = 0.03;

const percentile = (map: Float32Array, share: number) =>
  map.toSorted()[Math.floor((1 - share) * (map.length - 1))] ?? 0;

/** Which regions of a picture matter for word t. */
export interface Places {
  /** (side, side) shares of the maximum, 0 where a region does not matter; all 0 where none does. */
  readonly shares: Float32Array;
  readonly side: number;
  readonly words: string;
}

export function placesOf({ how, side, maps }: Relevance, t: number, word: string): Places {
  const map = maps.subarray(t * side * side, (t + 1) * side * side);
  const peak = map.reduce((a, b) => Math.max(a, b), 0);
  if (how === 'covering' && peak < LEAST) {
    const words = `No region matters for “${word}”: whatever place is covered, log p falls by less than ${LEAST}.`;
    return { shares: new Float32Array(map.length), side, words };
  }
  const at = map.indexOf(peak);
  const third = (place: number, names: readonly [string, string, string]) =>
    names[Math.floor((3 * place) / side)] ?? '';
  const rows = third(Math.floor(at / side), ['top', 'middle', 'bottom']);
  const columns = third(at % side, ['left', 'middle', 'right']);
  const where =
    rows === columns ? 'in the middle' : `at the ${[rows, columns].filter((one) => one !== 'middle').join(' ')}`;
  const words =
    how === 'covering'
      ? `Bright: covering this place makes “${word}” less likely. Most of all ${where}, where log p falls by ${peak.toFixed(2)}.`
      : `Bright: log p of “${word}” changes with the pixels there. Most of all ${where}.`;
  const full = how === 'covering' ? peak : percentile(map, BRIGHTEST);
  return { shares: map.map((value) => Math.min(1, Math.max(0, value / (full || 1)))), side, words };
}
