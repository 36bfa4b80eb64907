import { requireObject } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import { rejectUnknownOptions } from '../option_checks.ts';
import {
  choice,
  choicesOf,
  flag,
  integer,
  number,
  type OptionsOf,
  type SettingsOf,
  type ValueOf,
  words,
} from './declare.ts';
import { checkValue, isLeftOut, valuesOf } from './values.ts';

/** Options of every method. */
export const commonOptions = {
  /** Default `'greedy'`: the likeliest word at every step. */
  method: choice(
    { greedy: 'Greedy', sample: 'Sample', beam: 'Beam' },
    { help: 'how captions are chosen', default: 'greedy', flag: 'method' },
  ),
  /** Columns of a caption, including `<START>`. Default 30. */
  maxLength: integer({
    min: 1,
    off: 0,
    help: 'columns of a caption, including <START>; 0: as many as the data have',
    default: 30,
    otherwise: 'those of the data, or 30',
    flag: 'max-length',
    label: 'Maximum length',
  }),
  /** No word twice in a row. Default false. */
  noImmediateRepeat: flag({
    help: 'no word twice in a row',
    default: false,
    flag: 'no-repeat',
    label: 'No immediate repeat',
  }),
  /** No trigram twice (Paulus et al. 2018). Default false. */
  noRepeatedTrigram: flag({
    help: 'no sequence of three words twice',
    default: false,
    flag: 'no-trigram',
    label: 'No repeated trigram',
  }),
  /** Never `<UNK>`. Default false. */
  suppressUnknown: flag({
    help: 'no <UNK>, which stands for every word too rare for the vocabulary',
    default: false,
    flag: 'suppress-unk',
    label: 'Never <UNK>',
  }),
  /** Words that may not be the last before `<END>`, such as `a` or `with`. Default none. */
  badEndings: words({
    help: 'words that may not be the last, such as a,with,of',
    default: [],
    flag: 'bad-endings',
    label: 'Never ends in',
    otherwise: 'none',
  }),
  /** How many of the likeliest words, regardless of constraints, to report beside each chosen one, 0–10. Default 0. */
  alternatives: integer({
    min: 0,
    max: 10,
    help: 'likeliest words shown beside each',
    default: 0,
    flag: 'alternatives',
  }),
};

/** Options of sampling only. */
export const samplingOptions = {
  /** `sample`: scores are divided by it before the softmax, 0.001–1000. Default 1. */
  temperature: number({
    min: 1e-3,
    max: 1e3,
    off: 1,
    help: 'divides the scores: below 1 favours likely words, above 1 unlikely ones',
    default: 1,
    flag: 'temperature',
    label: 'Temperature',
  }),
  /** `sample`: draws from the k likeliest words only, and ties of the k-th; 0 for all (Fan et al. 2018). Default 0. */
  topK: integer({
    min: 0,
    max: 2 ** 31 - 1,
    off: 0,
    help: 'draws from the k likeliest words only; 0: from all',
    default: 0,
    flag: 'top-k',
    label: 'Top k',
  }),
  /**
   * `sample`: draws, of those, from the likeliest words that together reach this probability, after the temperature
   * (nucleus sampling, Holtzman et al. 2020). Default 1.
   */
  topP: number({
    above: 0,
    max: 1,
    off: 1,
    help: 'draws from the likeliest words that together reach this probability',
    default: 1,
    flag: 'top-p',
    label: 'Top p',
  }),
  /**
   * `sample`: seed of a counter-based generator; the same seed draws the same words on every backend. Each picture has
   * its own random numbers, by its place in the call. Default 0.
   */
  seed: integer({
    min: 0,
    max: 2 ** 32 - 1,
    help: 'the same seed draws the same words',
    default: 0,
    flag: 'seed',
    label: 'Seed',
  }),
};

/** Options of beam search only. */
export const beamOptions = {
  /** `beam`: hypotheses kept at each step, including finished ones, 1–10. 1 is greedy. Default 3. */
  beamWidth: integer({
    min: 1,
    max: 10,
    help: 'hypotheses kept at every step; 1 is greedy',
    default: 3,
    flag: 'beam',
    label: 'Beam width',
  }),
  /** `beam`: ranks hypotheses by log p / length^α, with `<END>` in the length, 0–10. 0 ranks by log p. Default 0. */
  lengthNormalization: number({
    min: 0,
    max: 10,
    off: 0,
    help: 'ranks by log p ÷ length^α, which offsets the bias towards short captions; 0: by log p',
    default: 0,
    flag: 'length-normalization',
    label: 'Length normalisation',
  }),
  /** `beam`: captions returned per picture, best first, at most `beamWidth`; fewer if fewer exist. Default 1. */
  nBest: integer({ min: 1, max: 10, help: 'captions shown per picture', default: 1, flag: 'best' }),
};

export const DECODE_METHODS = choicesOf(commonOptions.method);
export type DecodeMethod = ValueOf<typeof commonOptions.method>;

/** Options of each method besides the common ones. */
export const methodOptions = { greedy: {}, sample: samplingOptions, beam: beamOptions };
export const decodingOptions = { ...commonOptions, ...samplingOptions, ...beamOptions };

/**
 * How captions are chosen from the model's scores of each next word. An option of another method is an error. If the
 * constraints leave no word, a caption ends unfinished.
 */
export interface DecodeOptions extends OptionsOf<typeof decodingOptions> {}

/** Checked options with their defaults. */
export interface DecodeSettings extends SettingsOf<typeof decodingOptions> {}

/** @throws OptionError naming an option that is unknown, of another method, or out of range. */
export function checkDecodeOptions(options: DecodeOptions): DecodeSettings {
  requireObject('decode', 'an object with options', options);
  const method = checkValue('decode: method', commonOptions.method, options.method ?? 'greedy');
  const known = { ...commonOptions, ...methodOptions[method] };
  rejectUnknownOptions(`decode by ${method}`, options, Object.keys(known));
  const settings = valuesOf('decode', decodingOptions, options);
  const { nBest, beamWidth } = settings;
  if (nBest <= beamWidth) return settings;
  throw new OptionError({ where: 'decode: nBest', expected: `an integer from 1 to ${beamWidth}`, found: `${nBest}` });
}

/** The options of a form or command line, without a maximum length of 0, which stands for that of the data. */
export function withoutOff({ maxLength, ...others }: DecodeOptions): DecodeOptions {
  return isLeftOut(commonOptions.maxLength, maxLength) ? others : { ...others, maxLength };
}
