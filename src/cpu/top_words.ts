import { FORBIDDEN, type topWords as op } from '../ops/top_words.ts';
import type { Twin } from './twin.ts';

export const topWords: Twin<typeof op> = ({ M, V, K, out }, { x, total, words, log_probs }) => {
  for (let m = 0; m < M; m++) {
    const row = x.subarray(m * V, (m + 1) * V);
    const best: number[] = [];
    for (let v = 0; v < V; v++) {
      const value = row[v] ?? 0;
      let place = best.length;
      while (place > 0 && value > (row[best[place - 1] ?? 0] ?? 0)) place--;
      if (place === K) continue;
      best.splice(place, 0, v);
      best.length = Math.min(best.length, K);
    }
    for (let k = 0; k < K; k++) {
      const word = best[k];
      const at = (out + m) * K + k;
      words[at] = word ?? 0;
      if (log_probs) log_probs[at] = word === undefined ? FORBIDDEN : (row[word] ?? 0) - (total?.[m] ?? 0);
    }
  }
};
