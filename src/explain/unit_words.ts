/** A number that a unit has at a word: its hidden state, or the LSTM's cell state. */
export type UnitNumber = 'h' | 'c';

/** The units' mean values at each word. */
export interface WordMeans {
  readonly words: readonly string[];
  /** How often each word occurs. */
  readonly counts: Uint32Array;
  /** (words, H) */
  readonly h: Float32Array;
  /** (words, H), of the LSTM. */
  readonly c?: Float32Array;
}

/** A unit at a word, in comparison with itself at all others. */
export interface UnitAtWord {
  readonly unit: number;
  readonly word: string;
  readonly count: number;
  readonly mean: number;
  /** Mean at all other words. */
  readonly elsewhere: number;
}

/** A word that occurs less often says more about its captions than about a unit. */
export const FEWEST = 3;

const apart = ({ mean, elsewhere }: UnitAtWord) => Math.abs(mean - elsewhere);
const farthestFirst = (a: UnitAtWord, b: UnitAtWord) => apart(b) - apart(a);

/**
 * The words at which a unit differs most from what it is at all others, the largest difference first. Words that occur fewer
 * than `FEWEST` times are left out.
 */
export function wordsOfUnit(means: WordMeans, unit: number, number: UnitNumber): UnitAtWord[] {
  const rows = means.words.map((_, place) => place).filter((place) => isFrequent(means, place));
  return rows.map((place) => at(means, place, unit, number)).sort(farthestFirst);
}

/** The units that differ most at a word from what they are at all others; none for a word that is too rare. */
export function unitsOfWord(means: WordMeans, word: string, number: UnitNumber): UnitAtWord[] {
  const place = means.words.indexOf(word);
  if (place < 0 || !isFrequent(means, place)) return [];
  const H = means.h.length / means.words.length;
  return Array.from({ length: H }, (_, unit) => at(means, place, unit, number)).sort(farthestFirst);
}

/** Whether there are enough occurrences of the word, and words that it can be compared with. */
function isFrequent({ counts }: WordMeans, place: number): boolean {
  return counts.length > 1 && (counts[place] ?? 0) >= FEWEST;
}

function at(means: WordMeans, place: number, unit: number, number: UnitNumber): UnitAtWord {
  const { words, counts } = means;
  const table = means[number] ?? means.h;
  const H = table.length / words.length;
  const [count = 0, mean = 0] = [counts[place], table[place * H + unit]];
  let [sum, others] = [0, 0];
  for (const [row, times] of counts.entries()) {
    if (row === place) continue;
    sum += times * (table[row * H + unit] ?? 0);
    others += times;
  }
  return { unit, word: words[place] ?? '', count, mean, elsewhere: sum / others };
}
