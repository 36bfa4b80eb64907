import { checkDecodeOptions, DECODE_METHODS, type DecodeOptions } from '../../src/decode/options.ts';
import { OptionError } from '../../src/errors.ts';
import { exitCodes } from '../command.ts';
import {
  choice,
  flag,
  helpOf,
  type Known,
  positive,
  readCommandLine,
  real,
  text,
  wholeOrNone,
  withoutUndefined,
} from '../command_line.ts';

/** What `npm run eval` was asked for. */
export interface EvalOptions {
  readonly checkpoint: string;
  /** A CS231n folder; without it the Scenes that the checkpoint was trained on. */
  readonly data?: string;
  /** Test if not given, or val where there is none. */
  readonly split?: string;
  readonly images?: number;
  readonly decoding: DecodeOptions;
  readonly againstGreedy: boolean;
  readonly browser: 'chromium' | 'firefox';
  readonly backend: 'webgpu' | 'cpu';
  readonly out?: string;
}

/** An option that says how captions are chosen. */
interface DecodeOption extends Known {
  readonly decoding: keyof DecodeOptions;
}

const decodeOptions: Readonly<Record<string, DecodeOption>> = {
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
    is: 'columns of a caption, <START> counted (those of the data)',
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

const known: Readonly<Record<string, Known>> = {
  checkpoint: { value: 'FILE', is: 'a checkpoint, or weights as safetensors, .npz or .pth', read: text },
  data: {
    value: 'DIR',
    is: 'a CS231n coco_captioning folder; without it the Scenes that the checkpoint was trained on',
    read: text,
  },
  split: { value: 'NAME', is: 'split to caption (test, or val where there is none)', read: text },
  images: { value: 'N', is: 'so many pictures of it, evenly spread (all)', read: positive },
  ...decodeOptions,
  'against-greedy': {
    is: 'beam: caption greedily too, and tell how often the beam is at least as likely',
    read: flag,
  },
  out: {
    value: 'FILE',
    is: 'write captions as coco-caption results, and scores beside them as .metrics.json',
    read: text,
  },
  backend: { value: 'NAME', is: 'webgpu or cpu (webgpu)', read: choice(['webgpu', 'cpu']) },
  browser: { value: 'NAME', is: 'chromium or firefox (chromium)', read: choice(['chromium', 'firefox']) },
  help: { is: 'show this', read: flag },
};

/** What `npm run eval -- --help` prints. */
export const help = helpOf(
  'npm run eval -- --checkpoint FILE [options]: caption a split and score the captions.',
  known,
  exitCodes,
);

/**
 * Reads the command line.
 * @returns what was asked for, or `'help'`
 * @throws OptionError for an option that is unknown, lacks its value, is out of range or of another decoding method
 */
export function readOptions(argv: readonly string[]): EvalOptions | 'help' {
  const values = readCommandLine('npm run eval', known, argv);
  if (values.help) return 'help';
  const { checkpoint, data, split, images, out, backend, browser } = values;
  if (typeof checkpoint !== 'string') {
    throw new OptionError({ where: 'npm run eval', expected: '--checkpoint FILE', found: 'none' });
  }
  const named = Object.entries(decodeOptions).map(([name, option]) => [option.decoding, values[name]]);
  // A beam's width says that a beam is meant.
  const method = values.method ?? (values.beam === undefined ? undefined : 'beam');
  const decoding: DecodeOptions = withoutUndefined({ ...Object.fromEntries(named), method });
  checkDecodeOptions(decoding);
  const againstGreedy = values['against-greedy'] === true;
  if (againstGreedy && method !== 'beam') {
    throw new OptionError({
      where: 'npm run eval: --against-greedy',
      expected: '--method beam beside it',
      found: String(method ?? 'greedy'),
    });
  }
  return {
    checkpoint,
    ...withoutUndefined({ data, split, images, out }),
    decoding,
    againstGreedy,
    browser: browser === 'firefox' ? 'firefox' : 'chromium',
    backend: backend === 'cpu' ? 'cpu' : 'webgpu',
  };
}
