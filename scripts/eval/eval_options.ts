import { OptionError } from '../../src/errors.ts';
import { byFlag, flag, text } from '../../src/options/declare.ts';
import type { DecodeOptions } from '../../src/options/decoding_options.ts';
import { evaluationOptions } from '../../src/options/evaluation_options.ts';
import { placeOptions } from '../../src/options/run_options.ts';
import { exitCodes } from '../command.ts';
import { browserOption, helpOf, helpOption, nodeOption, readCommandLine, withoutUndefined } from '../command_line.ts';
import { decodeFlags, decodingOf } from '../decode_options.ts';
import { typed, withOptions } from '../typed.ts';

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
  /** Compute in this process, without a browser. */
  readonly node: boolean;
  readonly backend: 'webgpu' | 'cpu';
  readonly out?: string;
}

const COMMAND = typed('eval');

const { best: _, alternatives: __, ...decoding } = decodeFlags;

/** Options of `npm run eval` by what they are called there. */
export const evalFlags = {
  checkpoint: text({ value: 'FILE', help: 'a checkpoint, or weights as safetensors, .npz or .pth' }),
  data: text({
    value: 'DIR',
    help: 'a CS231n coco_captioning folder; without it the Scenes that the checkpoint was trained on',
  }),
  photos: text({ value: 'DIR', help: 'pictures of the data, for a checkpoint whose network was fine-tuned' }),
  split: text({ value: 'NAME', help: 'split to caption', otherwise: 'test, or val where there is none' }),
  ...byFlag(evaluationOptions),
  ...decoding,
  'against-greedy': flag({ help: 'beam: caption greedily too, and report how often the beam is at least as likely' }),
  out: text({ value: 'FILE', help: 'write captions as coco-caption results, and scores beside them as .metrics.json' }),
  backend: placeOptions.backend,
  browser: browserOption,
  node: nodeOption,
  help: helpOption,
};

/** What `npm run eval -- --help` prints. */
export const help = helpOf(
  `${withOptions(COMMAND, '--checkpoint FILE [options]')}: caption a split and score the captions.`,
  evalFlags,
  exitCodes,
);

/**
 * Reads the command line.
 * @returns the request, or `'help'`
 * @throws OptionError for an option that is unknown, lacks its value, is out of range or of another decoding method
 */
export function readOptions(argv: readonly string[]): EvalOptions | 'help' {
  const values = readCommandLine(COMMAND, evalFlags, argv);
  if (values.help) return 'help';
  const { checkpoint, data, photos, split, images, out, backend = 'webgpu', node = false } = values;
  if (checkpoint === undefined) {
    throw new OptionError({ where: COMMAND, expected: '--checkpoint FILE', found: 'none' });
  }
  const decoding = decodingOf(values);
  const againstGreedy = values['against-greedy'] === true;
  if (againstGreedy && decoding.method !== 'beam') {
    throw new OptionError({
      where: `${COMMAND}: --against-greedy`,
      expected: '--method beam beside it',
      found: String(decoding.method ?? 'greedy'),
    });
  }
  const { browser = 'chromium' } = values;
  if (node && values.browser !== undefined) {
    throw new OptionError({
      where: `${COMMAND}: --browser`,
      expected: 'no --node beside it',
      found: `--browser ${browser}`,
    });
  }
  const given = withoutUndefined({ data, photos, split, images, out });
  return { checkpoint, ...given, decoding, againstGreedy, browser, node, backend };
}
