import { OptionError } from '../../src/errors.ts';
import { filesOptions, scenesOptions } from '../../src/options/data_options.ts';
import { byFlag, flag, type Option, type OptionsOf, text } from '../../src/options/declare.ts';
import {
  conflictOf,
  defaultsFor,
  fileDefaults,
  flagOf,
  type RunDefaults,
  type RunOptions,
  runOptions,
} from '../../src/options/run_options.ts';
import { exitCodes } from '../command.ts';
import { browserOption, helpOf, helpOption, nodeOption, readCommandLine, withoutUndefined } from '../command_line.ts';
import { typed, withOptions } from '../typed.ts';

/** What `npm start` was asked for. */
export interface StartOptions {
  /** A CS231n folder; without it Scenes are trained. */
  readonly data?: string;
  readonly maxTrain?: number;
  /** Pictures of the Scenes train split. */
  readonly pictures?: number;
  /** The captioner's input for a picture of Scenes. */
  readonly features?: 'descriptor' | 'pixels';
  /** Folder that checkpoints are kept in. */
  readonly checkpoints?: string;
  /** Resume the folder's latest checkpoint. */
  readonly resume: boolean;
  /** File whose weights the run begins with. */
  readonly weights?: string;
  /** Weights of the network that made the features of the data. */
  readonly cnn?: string;
  /** Folder of the pictures of the data. */
  readonly photos?: string;
  readonly browser: 'chromium' | 'firefox';
  readonly headless: boolean;
  /** Train in this process, without a browser. */
  readonly node: boolean;
  readonly run: RunOptions;
}

const COMMAND = typed('train');

/** Options of `npm start` by what they are called there. */
export const startFlags = {
  data: text({ value: 'DIR', help: 'a CS231n coco_captioning folder; without it Scenes are trained' }),
  ...byFlag(filesOptions),
  ...byFlag(scenesOptions),
  ...byFlag(runOptions),
  checkpoints: text({
    value: 'DIR',
    help: 'keep checkpoints in this folder: latest, best (by CIDEr), and one an epoch',
  }),
  resume: flag({ help: 'with --checkpoints: resume the run that is kept there; only its length may differ' }),
  weights: text({
    value: 'FILE',
    help: 'initialise a new run with the weights of this checkpoint (or .npz, .pth), in its sizes',
  }),
  cnn: text({ value: 'FILE', help: 'with --finetune-cnn-after: the weights that the data were prepared with' }),
  photos: text({
    value: 'DIR',
    help: 'with --finetune-cnn-after: the pictures of the data',
    otherwise: 'images in DIR of --data',
  }),
  browser: browserOption,
  headless: flag({ help: 'show the run in the terminal, without a browser window' }),
  node: nodeOption,
  help: helpOption,
};

/** What `npm start -- --help` prints. */
export const help = helpOf(
  `${withOptions(COMMAND, '[options]')}: train an image captioner on WebGPU in Chrome, or in the terminal where there is no display.`,
  startFlags,
  exitCodes,
);

/**
 * Reads the command line.
 * @returns the request, or `'help'`
 * @throws OptionError for an option that is unknown, lacks its value or is out of range, naming the known ones
 */
export function readOptions(argv: readonly string[]): StartOptions | 'help' {
  const values = readCommandLine(COMMAND, startFlags, argv);
  return values.help ? 'help' : startOptions(values);
}

function startOptions(values: OptionsOf<typeof startFlags>): StartOptions {
  const { data, 'max-train': maxTrain, pictures, features, checkpoints, resume = false, weights, cnn, photos } = values;
  const { 'finetune-cnn-after': finetune = -1, browser = 'chromium', headless = false, node = false } = values;
  const must = (name: keyof typeof values, allowed: boolean, expected: string) => {
    if (values[name] === undefined || allowed) return;
    const given = values[name] === true ? '' : ` ${values[name]}`;
    throw new OptionError({ where: `${COMMAND}: --${name}`, expected, found: `--${name}${given}` });
  };
  must('max-train', data !== undefined, '--data beside it');
  must('pictures', data === undefined, 'no --data beside it');
  must('features', data === undefined, 'no --data beside it');
  must('browser', !node, 'no --node beside it');
  must('resume', checkpoints !== undefined, '--checkpoints beside it');
  must('weights', !resume, 'no --resume beside it');
  const tunes = finetune >= 0;
  must('finetune-cnn-after', data !== undefined || !tunes, '--data beside it');
  must('cnn', tunes, '--finetune-cnn-after from 0 up beside it');
  must('photos', tunes || resume, '--finetune-cnn-after from 0 up beside it');
  must('cnn-lr', tunes, '--finetune-cnn-after from 0 up beside it');
  must('finetune-cnn-after', cnn !== undefined || resume || !tunes, '--cnn beside it');
  const given = Object.entries<Option>(runOptions).map(([name, { flag = '' }]) => [name, Reflect.get(values, flag)]);
  const run: RunOptions = withoutUndefined(Object.fromEntries(given));
  // A run that is resumed has options besides these.
  if (!resume) checkConflicts(data === undefined ? defaultsFor({ features }) : ofFiles, run);
  return {
    ...withoutUndefined({ data, maxTrain, pictures, features, checkpoints, weights, cnn, photos }),
    resume,
    browser,
    headless: headless || node || browser === 'firefox',
    node,
    run,
  };
}

/** How many epochs there are by default is known once the captions are. */
const ofFiles: RunDefaults = { ...fileDefaults, numEpochs: Number.POSITIVE_INFINITY };

/** @throws OptionError for options that do not go together, in the words of the command line */
function checkConflicts(defaults: RunDefaults, run: RunOptions): void {
  const conflict = conflictOf({ ...defaults, ...run });
  if (conflict) throw new OptionError({ ...conflict, where: `${COMMAND}: ${flagOf(conflict.option)}` });
}
