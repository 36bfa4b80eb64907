import { OptionError } from '../../src/errors.ts';
import { text } from '../../src/options/declare.ts';
import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import { exitCodes } from '../command.ts';
import { helpOf, helpOption, nodeBackendOption, readCommandLine, withoutUndefined } from '../command_line.ts';
import { decodeFlags, decodingOf } from '../decode_options.ts';
import { typed, withOptions } from '../typed.ts';

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

const COMMAND = typed('caption');
const ALTERNATIVES = 3;

const known = {
  checkpoint: text({ value: 'FILE', help: 'a checkpoint of npm start, or of the page' }),
  cnn: text({
    value: 'FILE',
    help: 'weights of the network that made the features it was trained on; one trained on Scenes needs none',
  }),
  ...decodeFlags,
  alternatives: { ...decodeFlags.alternatives, otherwise: `${ALTERNATIVES}` },
  out: text({ value: 'FILE', help: 'write captions and probabilities as JSON' }),
  backend: nodeBackendOption,
  help: helpOption,
};

/** What `npm run caption -- --help` prints. */
export const help = helpOf(
  `${withOptions(COMMAND, '--checkpoint FILE [--cnn FILE] picture.jpg …')}: caption pictures of your own, word by word.`,
  known,
  exitCodes,
);

/**
 * Reads the command line.
 * @returns the request, or `'help'`
 * @throws OptionError for an option that is unknown, missing, lacks its value or is out of range
 */
export function readOptions(argv: readonly string[]): CaptionOptions | 'help' {
  const pictures: string[] = [];
  const values = readCommandLine(COMMAND, known, argv, pictures);
  if (values.help) return 'help';
  const { checkpoint, cnn, backend, out, alternatives = ALTERNATIVES } = values;
  if (checkpoint === undefined) {
    throw new OptionError({ where: COMMAND, expected: '--checkpoint FILE', found: 'none' });
  }
  if (pictures.length === 0) {
    throw new OptionError({ where: COMMAND, expected: 'pictures to caption: picture.jpg …', found: 'none' });
  }
  const decoding = decodingOf({ ...values, alternatives });
  return { checkpoint, pictures, decoding, ...withoutUndefined({ cnn, backend, out }) };
}
