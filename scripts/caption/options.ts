import { OptionError } from '../../src/errors.ts';
import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import { exitCodes } from '../command.ts';
import { choice, flag, helpOf, type Known, positive, readCommandLine, text, wholeOrNone } from '../command_line.ts';
import { decodeOptions, decodingOf } from '../decode_options.ts';

/** What `npm run caption` was asked for. */
export interface CaptionOptions {
  readonly checkpoint: string;
  /** Weights of the network that made the training's features; Scenes need none. */
  readonly cnn?: string;
  readonly pictures: readonly string[];
  readonly decoding: DecodeOptions;
  readonly backend?: 'webgpu' | 'cpu';
  /** Where captions are written as JSON. */
  readonly out?: string;
}

const COMMAND = 'npm run caption';
const ALTERNATIVES = 3;

const known: Readonly<Record<string, Known>> = {
  checkpoint: { value: 'FILE', is: 'a checkpoint of npm start, or of the page', read: text },
  cnn: {
    value: 'FILE',
    is: 'weights of the network that made the features it was trained on; one trained on Scenes needs none',
    read: text,
  },
  ...decodeOptions,
  best: { value: 'N', is: 'beam: captions shown of a picture (1)', read: positive },
  alternatives: { value: 'N', is: `likeliest words shown beside each (${ALTERNATIVES})`, read: wholeOrNone },
  out: { value: 'FILE', is: 'write captions and probabilities as JSON', read: text },
  backend: {
    value: 'NAME',
    is: 'webgpu or cpu (WebGPU by the npm package webgpu where it has a GPU, else the CPU)',
    read: choice(['webgpu', 'cpu']),
  },
  help: { is: 'show this', read: flag },
};

/** What `npm run caption -- --help` prints. */
export const help = helpOf(
  `${COMMAND} -- --checkpoint FILE [--cnn FILE] picture.jpg …: caption pictures of your own, word by word.`,
  known,
  exitCodes,
);

/**
 * Reads the command line.
 * @returns what was asked for, or `'help'`
 * @throws OptionError for an option that is unknown, missing, lacks its value or is out of range
 */
export function readOptions(argv: readonly string[]): CaptionOptions | 'help' {
  const pictures: string[] = [];
  const values = readCommandLine(COMMAND, known, argv, pictures);
  if (values.help) return 'help';
  const { checkpoint, cnn, backend, out, best, alternatives = ALTERNATIVES } = values;
  if (typeof checkpoint !== 'string') {
    throw new OptionError({ where: COMMAND, expected: '--checkpoint FILE', found: 'none' });
  }
  if (pictures.length === 0) {
    throw new OptionError({ where: COMMAND, expected: 'pictures to caption: picture.jpg …', found: 'none' });
  }
  return {
    checkpoint,
    pictures,
    decoding: decodingOf(values, {
      alternatives: Number(alternatives),
      ...(best !== undefined && { nBest: Number(best) }),
    }),
    ...(typeof cnn === 'string' && { cnn }),
    ...(backend !== undefined && { backend: backend === 'cpu' ? 'cpu' : 'webgpu' }),
    ...(typeof out === 'string' && { out }),
  };
}
