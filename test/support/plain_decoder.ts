import type { Layers } from '../../src/layers/create.ts';
import type { ParameterTensors } from '../../src/model/parameters.ts';
import { type FloatTensor, tensor } from '../../src/tensor.ts';

/** One picture's captioner over the plain step functions, a word at a time: the independent check of decoding. */
export interface PlainState {
  readonly h: FloatTensor;
  readonly c: FloatTensor;
}

/** What may be said of a picture, and at what price. */
export interface PlainSpeaker {
  begin(feature: Float64Array): Promise<PlainState>;
  /** Log-probability of every word after `word`. */
  say(state: PlainState, word: number): Promise<{ state: PlainState; logProbs: readonly number[] }>;
}

export function plainSpeaker(layers: Layers, cellType: 'rnn' | 'lstm', p: ParameterTensors): PlainSpeaker {
  return {
    async begin(feature) {
      const [h] = await layers.affineForward(tensor([1, feature.length], feature), p.W_proj, p.b_proj);
      return { h, c: tensor(h.shape, new Float64Array(h.data.length)) };
    },
    async say({ h, c }, word) {
      const W = p.W_embed.shape[1] ?? 0;
      const x = tensor([1, W], p.W_embed.data.slice(word * W, (word + 1) * W));
      let state: PlainState;
      if (cellType === 'lstm') {
        const [nextH, nextC] = await layers.lstmStepForward(x, h, c, p.Wx, p.Wh, p.b);
        state = { h: nextH, c: nextC };
      } else {
        const [nextH] = await layers.rnnStepForward(x, h, p.Wx, p.Wh, p.b);
        state = { h: nextH, c };
      }
      const [scores] = await layers.affineForward(state.h, p.W_vocab, p.b_vocab);
      const data = Array.from(scores.data);
      const greatest = Math.max(...data);
      const total = greatest + Math.log(data.reduce((sum, score) => sum + Math.exp(score - greatest), 0));
      return { state, logProbs: data.map((score) => score - total) };
    },
  };
}

/** What must not be said. */
export interface Rules {
  readonly repeats?: boolean;
  readonly trigrams?: boolean;
  readonly words?: readonly number[];
  readonly badEndings?: readonly number[];
}

export const START = 1;
export const END = 2;

/** Whether a caption, `<START>` first, keeps the rules; looked at as a whole, not word by word. */
export function keepsRules(caption: readonly number[], rules: Rules): boolean {
  const said = caption.slice(1);
  if (rules.repeats && caption.some((word, i) => i > 0 && word === caption[i - 1])) return false;
  if (rules.words?.some((word) => said.includes(word))) return false;
  if (said.at(-1) === END && rules.badEndings?.includes(caption.at(-2) ?? -1)) return false;
  const trigrams = caption.slice(2).map((_, i) => caption.slice(i, i + 3).join());
  return !rules.trigrams || new Set(trigrams).size === trigrams.length;
}

/** A caption so far: words with `<START>`, and `<END>` if it came to it. */
export interface PlainCaption {
  readonly words: readonly number[];
  readonly logProbs: readonly number[];
  readonly state: PlainState;
}

export const ended = ({ words }: PlainCaption) => words.at(-1) === END;
export const logProbOf = ({ logProbs }: PlainCaption) => logProbs.reduce((sum, one) => sum + one, 0);
export const scoreOf = (caption: PlainCaption, alpha: number) =>
  logProbOf(caption) / Math.max(1, caption.logProbs.length) ** alpha;

export async function plainStart(speaker: PlainSpeaker, feature: Float64Array): Promise<PlainCaption> {
  return { words: [START], logProbs: [], state: await speaker.begin(feature) };
}

/** Every continuation by one word that keeps the rules, in the order of the words. */
export async function continuations(
  speaker: PlainSpeaker,
  { words, logProbs, state }: PlainCaption,
  rules: Rules,
): Promise<PlainCaption[]> {
  const next = await speaker.say(state, words.at(-1) ?? START);
  return next.logProbs
    .map((logProb, word) => ({ words: [...words, word], logProbs: [...logProbs, logProb], state: next.state }))
    .filter((one) => keepsRules(one.words, rules));
}
