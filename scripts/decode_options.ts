import { checkDecodeOptions, DECODE_METHODS, type DecodeOptions } from '../src/options/decoding_options.ts';
import { choice, flag, type Known, positive, real, wholeOrNone, withoutUndefined } from './command_line.ts';

/** An option that says how captions are chosen. */
interface DecodeOption extends Known {
  readonly decoding: keyof DecodeOptions;
}

/** Options of every command that captions. */
export const decodeOptions: Readonly<Record<string, DecodeOption>> = {
  method: { decoding: 'method', value: 'NAME', is: 'greedy, sample or beam (greedy)', read: choice(DECODE_METHODS) },
  beam: { decoding: 'beamWidth', value: 'N', is: 'beam: hypotheses kept at each step, 1 to 10 (3)', read: positive },
  'length-normalization': {
    decoding: 'lengthNormalization',
    value: 'X',
    is: 'beam: captions are ranked by log p / length^X (0)',
    read: real(0, 10),
  },
  temperature: {
    decoding: 'temperature',
    value: 'X',
    is: 'sample: scores are divided by it (1)',
    read: real(Number.MIN_VALUE, 1e6),
  },
  'top-k': { decoding: 'topK', value: 'N', is: 'sample: from the N likeliest words, 0 for all (0)', read: wholeOrNone },
  'top-p': {
    decoding: 'topP',
    value: 'X',
    is: 'sample: from the likeliest words that together reach X (1)',
    read: real(Number.MIN_VALUE, 1),
  },
  seed: { decoding: 'seed', value: 'N', is: 'sample: seed of the draws (0)', read: wholeOrNone },
  'max-length': {
    decoding: 'maxLength',
    value: 'N',
    is: 'columns of a caption, <START> counted (those of the data, or 30)',
    read: positive,
  },
  'no-repeat': { decoding: 'noImmediateRepeat', is: 'no word twice in a row', read: flag },
  'no-trigram': { decoding: 'noRepeatedTrigram', is: 'no three words in a row a second time', read: flag },
  'suppress-unk': { decoding: 'suppressUnknown', is: 'never <UNK>', read: flag },
  'bad-endings': {
    decoding: 'badEndings',
    value: 'LIST',
    is: 'words that may not be the last, such as a,with,of',
    read: (_, words) => words.split(','),
  },
};

/**
 * How captions are chosen, by a command line that was read.
 * @param more what only some commands ask for
 * @throws OptionError for an option of another method, or out of range
 */
export function decodingOf(
  values: Readonly<Record<string, unknown>>,
  more: Pick<DecodeOptions, 'nBest' | 'alternatives'> = {},
): DecodeOptions {
  const named = Object.entries(decodeOptions).map(([name, option]) => [option.decoding, values[name]]);
  // A beam's width says that a beam is meant.
  const method = values.method ?? (values.beam === undefined ? undefined : 'beam');
  const decoding: DecodeOptions = withoutUndefined({ ...Object.fromEntries(named), method, ...more });
  checkDecodeOptions(decoding);
  return decoding;
}
