import { runDefaults as d, fileDefaults as f, type RunOptions } from '../../src/options/run_options.ts';
import { choice, type Known, positive, real, wholeOrNone } from '../command_line.ts';

/** An option that is one of the run's. */
interface RunOption extends Known {
  readonly run: keyof RunOptions;
}

const share = real(0, 1);
/** Options of the run, by what the command line calls them. */
export const runOptions: Readonly<Record<string, RunOption>> = {
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
  iterations: { run: 'iterations', value: 'N', is: 'stop after this many training steps', read: positive },
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
  'finetune-cnn-after': {
    run: 'finetuneCnnAfter',
    value: 'N',
    is: 'with --data, --photos and --cnn: after so many epochs (0: at once) the network that made the features is trained too; then the default is --sampling pictures',
    read: wholeOrNone,
  },
  'cnn-lr': {
    run: 'cnnLearningRate',
    value: 'X',
    is: `learning rate of that network, which has an Adam of its own (${d.cnnLearningRate})`,
    read: real(0, 1e6),
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
    is: 'stop after this many validations without a better CIDEr (0: never)',
    read: wholeOrNone,
  },
  backend: { run: 'backend', value: 'NAME', is: `webgpu or cpu (${d.backend})`, read: choice(['webgpu', 'cpu']) },
};

/** What the command line calls an option of a run. */
export function flagOf(option: string): string {
  const [name = option] = Object.entries(runOptions).find(([, { run }]) => run === option) ?? [];
  return `--${name}`;
}
