import { OptionError } from '../../src/errors.ts';
import { pixelDefaults as p, type RunOptions } from '../../src/options/run_options.ts';
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
import { runOptions } from './run_options.ts';

/** What `npm start` was asked for. */
export interface StartOptions {
  /** A CS231n folder; without it Scenes are trained. */
  readonly data?: string;
  readonly maxTrain?: number;
  /** Pictures of the Scenes train split. */
  readonly pictures?: number;
  /** What the captioner is given of a picture of Scenes. */
  readonly features?: 'descriptor' | 'pixels';
  /** Folder that checkpoints are kept in. */
  readonly checkpoints?: string;
  /** Resume the folder's latest checkpoint. */
  readonly resume: boolean;
  /** File whose weights the run begins with. */
  readonly weights?: string;
  /** Weights of the network that made the features of the data. */
  readonly cnn?: string;
  /** Folder of the pictures that the data are of. */
  readonly photos?: string;
  readonly browser: 'chromium' | 'firefox';
  readonly headless: boolean;
  readonly run: RunOptions;
}

const known: Readonly<Record<string, Known>> = {
  data: { value: 'DIR', is: 'a CS231n coco_captioning folder; without it Scenes are trained', read: text },
  'max-train': { value: 'N', is: 'with --data: keep so many training captions', read: positive },
  pictures: { value: 'N', is: 'without --data: training pictures of Scenes (4000)', read: positive },
  features: {
    value: 'NAME',
    is: `without --data: descriptor (default), or pixels, with an encoder trained together with the captioner; then the defaults are --batch ${p.batchSize} --sampling ${p.sampling} --lr ${p.learningRate} --schedule ${p.schedule} --hold ${p.holdRate} --weight-decay ${p.weightDecay} --epochs ${p.numEpochs} --validate-every ${p.validateEvery}`,
    read: choice(['descriptor', 'pixels']),
  },
  ...runOptions,
  checkpoints: { value: 'DIR', is: 'keep checkpoints in this folder: latest, best, and one an epoch', read: text },
  resume: { is: 'with --checkpoints: resume the run that is kept there; only its length may differ', read: flag },
  weights: {
    value: 'FILE',
    is: 'initialise a new run with the weights of this checkpoint (or .npz, .pth), in its sizes',
    read: text,
  },
  cnn: { value: 'FILE', is: 'with --finetune-cnn-after: the weights that the data were prepared with', read: text },
  photos: {
    value: 'DIR',
    is: 'with --finetune-cnn-after: the pictures that the data are of (images in DIR of --data)',
    read: text,
  },
  browser: {
    value: 'NAME',
    is: 'chromium, or firefox (without a window, on Linux on a software adapter)',
    read: choice(['chromium', 'firefox']),
  },
  headless: { is: 'show the run in the terminal, without a browser window', read: flag },
  help: { is: 'show this', read: flag },
};

/** What `npm start -- --help` prints. */
export const help = helpOf(
  'npm start -- [options]: train an image captioner on WebGPU in Chrome, or in the terminal where there is no display.',
  known,
  exitCodes,
);

/**
 * Reads the command line.
 * @returns what was asked for, or `'help'`
 * @throws OptionError for an option that is unknown, lacks its value or is out of range, naming the known ones
 */
export function readOptions(argv: readonly string[]): StartOptions | 'help' {
  const values = readCommandLine('npm start', known, argv);
  return values.help ? 'help' : startOptions(values);
}

function startOptions(values: Record<string, unknown>): StartOptions {
  const {
    data,
    'max-train': maxTrain,
    pictures,
    features,
    checkpoints,
    resume = false,
    weights,
    cnn,
    photos,
    'finetune-cnn-after': finetune,
    browser = 'chromium',
  } = values;
  const must = (name: string, allowed: boolean, expected: string) => {
    if (values[name] === undefined || allowed) return;
    throw new OptionError({ where: `npm start: --${name}`, expected, found: `--${name} ${values[name]}` });
  };
  must('max-train', data !== undefined, '--data beside it');
  must('pictures', data === undefined, 'no --data beside it');
  must('features', data === undefined, 'no --data beside it');
  must('resume', checkpoints !== undefined, '--checkpoints beside it');
  must('weights', resume === false, 'no --resume beside it');
  must('finetune-cnn-after', data !== undefined, '--data beside it');
  must('cnn', finetune !== undefined, '--finetune-cnn-after beside it');
  must('photos', finetune !== undefined || resume === true, '--finetune-cnn-after beside it');
  must('cnn-lr', finetune !== undefined, '--finetune-cnn-after beside it');
  must('finetune-cnn-after', cnn !== undefined || resume === true, '--cnn beside it');
  const run = Object.fromEntries(Object.entries(runOptions).map(([name, option]) => [option.run, values[name]]));
  return {
    ...withoutUndefined({ data, maxTrain, pictures, features, checkpoints, weights, cnn, photos }),
    resume: resume === true,
    browser: browser === 'firefox' ? 'firefox' : 'chromium',
    headless: values.headless === true || browser === 'firefox',
    run: withoutUndefined(run),
  };
}
