import { OptionError } from '../../src/errors.ts';
import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import { exitCodes } from '../command.ts';
import {
  choice,
  flag,
  helpOf,
  type Known,
  positive,
  readCommandLine,
  text,
  withoutUndefined,
} from '../command_line.ts';
import { decodeOptions, decodingOf } from '../decode_options.ts';

/** What `npm run eval` was asked for. */
export interface EvalOptions {
  readonly checkpoint: string;
  /** A CS231n folder; without it the Scenes that the checkpoint was trained on. */
  readonly data?: string;
  /** Pictures of the data, for a model that was trained with its network. */
  readonly photos?: string;
  /** Test if not given, or val where there is none. */
  readonly split?: string;
  readonly images?: number;
  readonly decoding: DecodeOptions;
  readonly againstGreedy: boolean;
  readonly browser: 'chromium' | 'firefox';
  readonly backend: 'webgpu' | 'cpu';
  readonly out?: string;
}

const known: Readonly<Record<string, Known>> = {
  checkpoint: { value: 'FILE', is: 'a checkpoint, or weights as safetensors, .npz or .pth', read: text },
  data: {
    value: 'DIR',
    is: 'a CS231n coco_captioning folder; without it the Scenes that the checkpoint was trained on',
    read: text,
  },
  photos: {
    value: 'DIR',
    is: 'pictures of the data, for a checkpoint whose network was fine-tuned',
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
  const { checkpoint, data, photos, split, images, out, backend, browser } = values;
  if (typeof checkpoint !== 'string') {
    throw new OptionError({ where: 'npm run eval', expected: '--checkpoint FILE', found: 'none' });
  }
  const decoding = decodingOf(values);
  const againstGreedy = values['against-greedy'] === true;
  if (againstGreedy && decoding.method !== 'beam') {
    throw new OptionError({
      where: 'npm run eval: --against-greedy',
      expected: '--method beam beside it',
      found: String(decoding.method ?? 'greedy'),
    });
  }
  return {
    checkpoint,
    ...withoutUndefined({ data, photos, split, images, out }),
    decoding,
    againstGreedy,
    browser: browser === 'firefox' ? 'firefox' : 'chromium',
    backend: backend === 'cpu' ? 'cpu' : 'webgpu',
  };
}
