import { OptionError } from '../../src/errors.ts';
import { runDefaults as d, fileDefaults as f, pixelDefaults as p, type RunOptions } from '../../src/worker/protocol.ts';
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
  /** Go on from the folder's latest checkpoint. */
  readonly resume: boolean;
  /** File whose weights the run begins with. */
  readonly weights?: string;
  readonly browser: 'chromium' | 'firefox';
  readonly headless: boolean;
  readonly run: RunOptions;
}

/** An option that is one of the run's. */
interface RunOption extends Known {
  readonly run: keyof RunOptions;
}

const share = real(0, 1);
const runOptions: Readonly<Record<string, RunOption>> = {
  cell: { run: 'cellType', value: 'NAME', is: `rnn or lstm (${d.cellType})`, read: choice(['rnn', 'lstm']) },
  hidden: { run: 'hiddenDim', value: 'N', is: `hidden units (${d.hiddenDim})`, read: positive },
  wordvec: { run: 'wordvecDim', value: 'N', is: `length of a word vector (${d.wordvecDim})`, read: positive },
  rule: {
    run: 'updateRule',
    value: 'NAME',
    is: `sgd, sgdMomentum, rmsprop or adam (${d.updateRule})`,
    read: choice(['sgd', 'sgdMomentum', 'rmsprop', 'adam']),
  },
  lr: {
    run: 'learningRate',
    value: 'X',
    is: `learning rate (${d.learningRate}; ${f.learningRate} with --data)`,
    read: real(0, 1e6),
  },
  schedule: {
    run: 'schedule',
    value: 'NAME',
    is: `step, cosine, or plateau of the validation loss (${d.schedule})`,
    read: choice(['step', 'cosine', 'plateau']),
  },
  'lr-decay': {
    run: 'lrDecay',
    value: 'X',
    is: `the rate is multiplied by it after every epoch, or on a plateau (${d.lrDecay}; ${f.lrDecay} with --data)`,
    read: share,
  },
  warmup: {
    run: 'warmupSteps',
    value: 'N',
    is: 'steps in which the rate grows to its full size (0)',
    read: wholeOrNone,
  },
  batch: { run: 'batchSize', value: 'N', is: `captions in a minibatch (${d.batchSize})`, read: positive },
  hold: {
    run: 'holdRate',
    value: 'X',
    is: 'cosine: share of the steps before the rate begins to fall (0)',
    read: share,
  },
  epochs: {
    run: 'numEpochs',
    value: 'N',
    is: `passes over the training captions (${d.numEpochs}; with --data up to 20, the fewer the captions)`,
    read: positive,
  },
  iterations: { run: 'iterations', value: 'N', is: 'end after so many training steps', read: positive },
  sampling: {
    run: 'sampling',
    value: 'NAME',
    is: `random (with replacement, as CS231n), shuffled epochs, or pictures with all their captions (${d.sampling})`,
    read: choice(['random', 'shuffled', 'pictures']),
  },
  seed: { run: 'seed', value: 'N', is: `seed of weights and minibatches (${d.seed})`, read: real(0, 2 ** 31 - 1) },
  'word-dropout': { run: 'wordDropout', value: 'X', is: 'share of word vector elements dropped (0)', read: share },
  'output-dropout': { run: 'outputDropout', value: 'X', is: 'share of hidden outputs dropped (0)', read: share },
  'clip-norm': {
    run: 'clipNorm',
    value: 'X',
    is: 'gradients are scaled down to this norm (0: never)',
    read: real(0, 1e6),
  },
  'label-smoothing': {
    run: 'labelSmoothing',
    value: 'X',
    is: 'share of the target spread over all words (0)',
    read: share,
  },
  'weight-decay': { run: 'weightDecay', value: 'X', is: 'decoupled weight decay (0)', read: share },
  'scheduled-sampling': {
    run: 'scheduledSampling',
    value: 'X',
    is: "share of input words that are the model's own (0)",
    read: share,
  },
  'validate-every': {
    run: 'validateEvery',
    value: 'N',
    is: `validation after every so many epochs, 0 never (${d.validateEvery})`,
    read: wholeOrNone,
  },
  'validate-images': {
    run: 'validateImages',
    value: 'N',
    is: `pictures that are validated on, at most (${d.validateImages})`,
    read: positive,
  },
  patience: {
    run: 'patience',
    value: 'N',
    is: 'end after so many validations without a better CIDEr (0: never)',
    read: wholeOrNone,
  },
  backend: { run: 'backend', value: 'NAME', is: `webgpu or cpu (${d.backend})`, read: choice(['webgpu', 'cpu']) },
};

/** What the command line calls an option of a run. */
export function flagOf(option: string): string {
  const [name = option] = Object.entries(runOptions).find(([, { run }]) => run === option) ?? [];
  return `--${name}`;
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
    is: 'a new run that begins with the weights of this checkpoint (or .npz, .pth), in its sizes',
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
  const run = Object.fromEntries(Object.entries(runOptions).map(([name, option]) => [option.run, values[name]]));
  return {
    ...withoutUndefined({ data, maxTrain, pictures, features, checkpoints, weights }),
    resume: resume === true,
    browser: browser === 'firefox' ? 'firefox' : 'chromium',
    headless: values.headless === true || browser === 'firefox',
    run: withoutUndefined(run),
  };
}
