import { counterUniform, streams } from '../ops/counter_random.ts';
import { LEAST_EXPONENT, type drawWord as op } from '../ops/draw_word.ts';
import type { Floats, Twin } from './twin.ts';

export const drawWord: Twin<typeof op> = (
  { M, V, out, row, step, seed, top_k, temperature, top_p },
  { x, total, words, log_probs },
) => {
  for (let m = 0; m < M; m++) {
    const scores = x.subarray(m * V, (m + 1) * V);
    const weights = weightsOf(scores, temperature);
    keepTop(scores, weights, top_k, top_p);
    let mass = 0;
    for (const weight of weights) mass += weight;
    const target = counterUniform(seed, streams.decoding, step, row + m) * mass;
    let sum = 0;
    let word = 0;
    for (let v = 0; v < V && sum <= target; v++) {
      const weight = weights[v] ?? 0;
      if (weight > 0) word = v;
      sum += weight;
    }
    words[out + m] = word;
    log_probs[out + m] = (scores[word] ?? 0) - (total[m] ?? 0);
  }
};

/** exp((x − max) / temperature): probabilities but for a factor. */
function weightsOf(scores: Floats, temperature: number): Float64Array {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const score of scores) greatest = Math.max(greatest, score);
  return Float64Array.from(scores, (score) => {
    const exponent = (score - greatest) / temperature;
    return exponent < LEAST_EXPONENT ? 0 : Math.exp(exponent);
  });
}

/** Sets the weights of words that are not among the likeliest to 0. */
function keepTop(scores: Floats, weights: Float64Array, topK: number, topP: number): void {
  if ((topK === 0 || topK >= scores.length) && topP >= 1) return;
  const order = Array.from(scores, (_, v) => v).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const below = (place: number) => {
    const least = scores[order[place] ?? 0] ?? 0;
    for (let v = 0; v < scores.length; v++) if ((scores[v] ?? 0) < least) weights[v] = 0;
  };
  if (topK > 0) below(Math.min(topK, scores.length) - 1);
  if (topP >= 1) return;
  let mass = 0;
  for (const weight of weights) mass += weight;
  let place = 0;
  for (let sum = weights[order[0] ?? 0] ?? 0; sum < topP * mass; place++) sum += weights[order[place + 1] ?? 0] ?? 0;
  below(place);
}
