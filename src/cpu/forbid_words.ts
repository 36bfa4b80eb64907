import type { forbidWords as op } from '../ops/forbid_words.ts';
import { FORBIDDEN } from '../ops/top_words.ts';
import type { Twin } from './twin.ts';

export const forbidWords: Twin<typeof op> = (
  { M, V, first, stride, unknown_word, end_word },
  { words, parents, bad_endings, scores },
  flags,
) => {
  for (let m = 0; m < M; m++) {
    const forbid = (word: number) => {
      scores[m * V + word] = FORBIDDEN;
    };
    const said = history(m, first, stride, words, parents);
    const [last = 0, beforeLast] = said;
    if (flags.includes('repeats')) forbid(last);
    if (flags.includes('unknown')) forbid(unknown_word);
    if (bad_endings?.[last] === 1) forbid(end_word);
    if (!flags.includes('trigrams')) continue;
    for (let i = 0; i + 2 < said.length; i++) {
      if (said[i + 1] === last && said[i + 2] === beforeLast) forbid(said[i] ?? 0);
    }
  }
};

/** The words of a row, last word first. */
function history(
  row: number,
  first: number,
  stride: number,
  words: Uint32Array,
  parents: Uint32Array | undefined,
): number[] {
  const said: number[] = [];
  let from = row;
  for (let column = first; column >= 0; column -= stride) {
    said.push(words[column + from] ?? 0);
    if (parents) from = parents[column + from] ?? 0;
    if (stride === 0) break;
  }
  return said;
}
