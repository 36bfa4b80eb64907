import { kindOf, requireObject } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import { numberBetween, oneOf, positiveInteger, rejectUnknownOptions, trueOrFalse } from '../options.ts';

export const DECODE_METHODS = ['greedy', 'sample', 'beam'] as const;
export type DecodeMethod = (typeof DECODE_METHODS)[number];

/**
 * How captions are chosen from what the model says of each next word. An option of another method is an error. Where
 * the constraints leave no word at all, a caption stops unfinished.
 */
export interface DecodeOptions {
  /** Default `'greedy'`: at every step the likeliest word. */
  readonly method?: DecodeMethod;
  /** Columns of a caption, `<START>` counted. Default 30. */
  readonly maxLength?: number;

  /** `sample`: scores are divided by it before the softmax, 0.001–1000. Default 1. */
  readonly temperature?: number;
  /** `sample`: only the k likeliest words, and equals of the k-th, are drawn from; 0 for all (Fan et al. 2018). Default 0. */
  readonly topK?: number;
  /**
   * `sample`: of those only the likeliest words that together reach this share are drawn from, after the temperature
   * (nucleus sampling, Holtzman et al. 2020). Default 1.
   */
  readonly topP?: number;
  /**
   * `sample`: seed of a counter-based generator; the same seed draws the same words on every backend. Each picture has
   * numbers of its own, by its place in the call. Default 0.
   */
  readonly seed?: number;

  /** `beam`: hypotheses kept at each step, finished ones among them, 1–10. 1 is greedy. Default 3. */
  readonly beamWidth?: number;
  /** `beam`: hypotheses are ranked by log p / length^α, `<END>` counted, 0–10. 0 ranks by log p alone. Default 0. */
  readonly lengthNormalization?: number;
  /** `beam`: captions returned for a picture, best first, at most `beamWidth`; fewer if there are not as many. Default 1. */
  readonly nBest?: number;

  /** No word twice in a row. Default false. */
  readonly noImmediateRepeat?: boolean;
  /** No three words in a row that stood in this order before (Paulus et al. 2018). Default false. */
  readonly noRepeatedTrigram?: boolean;
  /** Never `<UNK>`. Default false. */
  readonly suppressUnknown?: boolean;
  /** Words that may not be the last before `<END>`, such as `a` or `with`. Default none. */
  readonly badEndings?: readonly string[];
  /** How many of the likeliest words, whatever the constraints, are told beside each chosen one, 0–10. Default 0. */
  readonly alternatives?: number;
}

/** A word that the model might have said, with its log-probability. */
export interface ScoredWord {
  readonly word: number;
  readonly logProb: number;
}

/** One caption with what the model thought of it. */
export interface DecodedCaption {
  /** Word numbers without `<START>`, `<END>` and what follows it. */
  readonly words: readonly number[];
  /** Whether it came to `<END>` within the maximum length. */
  readonly ended: boolean;
  /** Natural logarithm of the model's probability (at temperature 1, without constraints) of the words and the end. */
  readonly logProb: number;
  /** What captions of a picture are ranked by: `logProb`, normalised by length where that was asked for. */
  readonly score: number;
  /** Log-probability of each word, and of `<END>` if it ended. Sums to `logProb`. */
  readonly wordLogProbs: readonly number[];
  /** For each of them the likeliest words at that step, best first, where `alternatives` were asked for. */
  readonly alternatives: readonly (readonly ScoredWord[])[];
}

/** Checked options with their defaults. */
export type DecodeSettings = Required<DecodeOptions>;

const COMMON = [
  'method',
  'maxLength',
  'noImmediateRepeat',
  'noRepeatedTrigram',
  'suppressUnknown',
  'badEndings',
  'alternatives',
];
const OWN: Readonly<Record<DecodeMethod, readonly string[]>> = {
  greedy: [],
  sample: ['temperature', 'topK', 'topP', 'seed'],
  beam: ['beamWidth', 'lengthNormalization', 'nBest'],
};

/** @throws OptionError naming an option that is unknown, of another method, or out of range. */
export function checkDecodeOptions(options: DecodeOptions): DecodeSettings {
  requireObject('decode', 'an object with options', options);
  const method = oneOf('decode: method', options.method ?? 'greedy', DECODE_METHODS);
  rejectUnknownOptions(`decode by ${method}`, options, [...COMMON, ...OWN[method]]);
  const { noImmediateRepeat = false, noRepeatedTrigram = false, suppressUnknown = false } = options;
  const beamWidth = whole('beamWidth', options.beamWidth ?? 3, 1, 10);
  return {
    method,
    maxLength: positiveInteger('decode: maxLength', options.maxLength ?? 30),
    temperature: numberBetween('decode: temperature', options.temperature ?? 1, 1e-3, 1e3),
    topK: whole('topK', options.topK ?? 0, 0, 2 ** 31 - 1),
    topP: numberBetween('decode: topP', options.topP ?? 1, Number.MIN_VALUE, 1),
    seed: whole('seed', options.seed ?? 0, 0, 2 ** 32 - 1),
    beamWidth,
    lengthNormalization: numberBetween('decode: lengthNormalization', options.lengthNormalization ?? 0, 0, 10),
    nBest: whole('nBest', options.nBest ?? 1, 1, beamWidth),
    noImmediateRepeat: trueOrFalse('decode: noImmediateRepeat', noImmediateRepeat),
    noRepeatedTrigram: trueOrFalse('decode: noRepeatedTrigram', noRepeatedTrigram),
    suppressUnknown: trueOrFalse('decode: suppressUnknown', suppressUnknown),
    badEndings: listOfWords(options.badEndings ?? []),
    alternatives: whole('alternatives', options.alternatives ?? 0, 0, 10),
  };
}

function whole(name: string, value: unknown, low: number, high: number): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= low && value <= high) return value;
  const expected = `an integer from ${low} to ${high}`;
  throw new OptionError({ where: `decode: ${name}`, expected, found: kindOf(value) });
}

function listOfWords(value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((word) => typeof word === 'string')) return value;
  const found = Array.isArray(value)
    ? `a list with ${kindOf(value.find((word) => typeof word !== 'string'))}`
    : kindOf(value);
  throw new OptionError({ where: 'decode: badEndings', expected: 'a list of words', found });
}
