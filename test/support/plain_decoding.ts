import { counterUniform, streams } from '../../src/ops/counter_random.ts';
import {
  continuations,
  ended,
  logProbOf,
  type PlainCaption,
  type PlainSpeaker,
  plainStart,
  type Rules,
  scoreOf,
} from './plain_decoder.ts';

/** Beam search by the book: all continuations of all hypotheses in one list, sorted, the first `width` kept. */
export async function plainBeam(
  speaker: PlainSpeaker,
  feature: Float64Array,
  setting: { width: number; alpha: number; maxLength: number; rules: Rules },
): Promise<PlainCaption[]> {
  const { width, alpha, maxLength, rules } = setting;
  let beam = [await plainStart(speaker, feature)];
  for (let t = 1; t < maxLength; t++) {
    const all: PlainCaption[] = [];
    for (const one of beam) {
      const further = ended(one) || one.words.length < t ? [] : await continuations(speaker, one, rules);
      all.push(...(further.length > 0 ? further : [one]));
    }
    beam = all.sort((a, b) => scoreOf(b, alpha) - scoreOf(a, alpha)).slice(0, width);
  }
  return beam;
}

/** Every caption there is, the best first. */
export async function allCaptions(
  speaker: PlainSpeaker,
  feature: Float64Array,
  maxLength: number,
  alpha: number,
): Promise<PlainCaption[]> {
  const open = [await plainStart(speaker, feature)];
  const all: PlainCaption[] = [];
  for (let one = open.pop(); one; one = open.pop()) {
    if (ended(one) || one.words.length === maxLength) all.push(one);
    else open.push(...(await continuations(speaker, one, {})));
  }
  return all.sort((a, b) => scoreOf(b, alpha) - scoreOf(a, alpha));
}

/** Probabilities of a draw: divided by the temperature, then the k likeliest, then those that reach p. */
export function drawProbabilities(
  logProbs: readonly number[],
  { temperature, topK, topP }: { temperature: number; topK: number; topP: number },
): number[] {
  const weights = logProbs.map((logProb) => Math.exp(logProb / temperature));
  const order = weights.map((_, i) => i).sort((a, b) => (weights[b] ?? 0) - (weights[a] ?? 0));
  const likeliest = order.slice(0, topK || order.length);
  const mass = (words: readonly number[]) => words.reduce((sum, word) => sum + (weights[word] ?? 0), 0);
  const kept = likeliest.filter((_, i) => mass(likeliest.slice(0, i)) < topP * mass(likeliest));
  return weights.map((weight, word) => (kept.includes(word) ? weight / mass(kept) : 0));
}

/** The caption that the counter-based generator draws for picture `image` of a call. */
export async function plainSample(
  speaker: PlainSpeaker,
  feature: Float64Array,
  setting: { temperature: number; topK: number; topP: number; seed: number; maxLength: number; rules: Rules },
  image: number,
): Promise<PlainCaption> {
  let caption = await plainStart(speaker, feature);
  for (let t = 0; t + 1 < setting.maxLength && !ended(caption); t++) {
    const further = await continuations(speaker, caption, setting.rules);
    const logProbs = further.map((one) => one.logProbs.at(-1) ?? 0);
    const bound = counterUniform(setting.seed, streams.decoding, t, image);
    let sum = 0;
    const place = drawProbabilities(logProbs, setting).findIndex((probability) => {
      sum += probability;
      return sum > bound;
    });
    caption = further[place] ?? caption;
  }
  return caption;
}

/** At every step the likeliest word that the rules allow. */
export async function plainGreedyCaption(
  speaker: PlainSpeaker,
  feature: Float64Array,
  maxLength: number,
  rules: Rules,
): Promise<PlainCaption> {
  let caption = await plainStart(speaker, feature);
  while (caption.words.length < maxLength && !ended(caption)) {
    const further = await continuations(speaker, caption, rules);
    if (further.length === 0) break;
    caption = further.reduce((best, one) => (logProbOf(one) > logProbOf(best) ? one : best));
  }
  return caption;
}
