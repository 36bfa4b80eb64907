import { parseArgs } from 'node:util';
import { OptionError } from '../../src/errors.ts';
import { numberBetween, oneOf, positiveInteger } from '../../src/options.ts';
import { type RunOptions, runDefaults } from '../../src/worker/protocol.ts';

/** What `npm start` was asked for. */
export interface StartOptions {
  /** A CS231n folder; without it Scenes are trained. */
  readonly data?: string;
  readonly maxTrain?: number;
  /** Pictures of the Scenes train split. */
  readonly pictures?: number;
  readonly headless: boolean;
  readonly run: RunOptions;
}

interface Known {
  /** What stands for the value in the help; flags have none. */
  readonly value?: string;
  readonly is: string;
  /** The checked value. @throws OptionError */
  readonly read: (where: string, text: string) => unknown;
}

const whole = (where: string, text: string) => positiveInteger(where, Number(text));
const real = (low: number, high: number) => (where: string, text: string) =>
  numberBetween(where, text.trim() === '' ? Number.NaN : Number(text), low, high);
const choice =
  <const C extends readonly string[]>(choices: C) =>
  (where: string, text: string) =>
    oneOf(where, text, choices);

const d = runDefaults;
const known: Readonly<Record<string, Known>> = {
  data: { value: 'DIR', is: 'a CS231n coco_captioning folder; without it Scenes are trained', read: (_, text) => text },
  'max-train': { value: 'N', is: 'with --data: keep so many training captions', read: whole },
  pictures: { value: 'N', is: 'without --data: training pictures of Scenes (4000)', read: whole },
  cell: { value: 'NAME', is: `rnn or lstm (${d.cellType})`, read: choice(['rnn', 'lstm']) },
  hidden: { value: 'N', is: `hidden units (${d.hiddenDim})`, read: whole },
  wordvec: { value: 'N', is: `length of a word vector (${d.wordvecDim})`, read: whole },
  batch: { value: 'N', is: `captions in a minibatch (${d.batchSize})`, read: whole },
  lr: { value: 'X', is: `learning rate (${d.learningRate})`, read: real(0, 1e6) },
  'lr-decay': { value: 'X', is: `the rate is multiplied by it after every epoch (${d.lrDecay})`, read: real(0, 1) },
  rule: {
    value: 'NAME',
    is: `sgd, sgdMomentum, rmsprop or adam (${d.updateRule})`,
    read: choice(['sgd', 'sgdMomentum', 'rmsprop', 'adam']),
  },
  epochs: { value: 'N', is: `passes over the training captions (${d.numEpochs})`, read: whole },
  iterations: { value: 'N', is: 'end after so many training steps', read: whole },
  sampling: {
    value: 'NAME',
    is: `random (with replacement, as CS231n) or shuffled epochs (${d.sampling})`,
    read: choice(['random', 'shuffled']),
  },
  seed: { value: 'N', is: `seed of weights and minibatches (${d.seed})`, read: real(0, 2 ** 31 - 1) },
  backend: { value: 'NAME', is: `webgpu or cpu (${d.backend})`, read: choice(['webgpu', 'cpu']) },
  headless: { is: 'show the run in the terminal, without a browser window', read: () => true },
  help: { is: 'show this', read: () => true },
};

/** What `npm start -- --help` prints. */
export const help = [
  'npm start -- [options]: train an image captioner on WebGPU in Chrome, or in the terminal where there is no display.',
  '',
  ...Object.entries(known).map(
    ([name, { value, is }]) => `  ${`--${name}${value ? ` ${value}` : ''}`.padEnd(18)}${is}`,
  ),
].join('\n');

const names = Object.keys(known).map((name) => `--${name}`);

/**
 * Reads the command line.
 * @returns what was asked for, or `'help'`
 * @throws OptionError for an option that is unknown, lacks its value or is out of range, naming the known ones
 */
export function readOptions(argv: readonly string[]): StartOptions | 'help' {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' } as const]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, tokens: true, allowPositionals: true });
  const values: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind === 'option-terminator') continue;
    const found = token.kind === 'option' ? token.rawName : token.value;
    const option = token.kind === 'option' ? known[token.name] : undefined;
    if (token.kind !== 'option' || !option) {
      throw new OptionError({ where: 'npm start', expected: `one of ${names.join(', ')}`, found });
    }
    const wrong = option.value ? token.value === undefined || token.value.startsWith('--') : token.value !== undefined;
    if (wrong) {
      const expected = option.value ? `a value: ${found} ${option.value}` : 'no value';
      throw new OptionError({ where: `npm start: ${found}`, expected, found: token.value ?? 'none' });
    }
    values[token.name] = option.read(`npm start: ${found}`, token.value ?? '');
  }
  return values.help ? 'help' : startOptions(values);
}

function startOptions(values: Record<string, unknown>): StartOptions {
  const needs = values.data === undefined ? 'max-train' : 'pictures';
  if (values[needs] !== undefined) {
    const expected = values.data === undefined ? '--data beside it' : 'no --data beside it';
    throw new OptionError({ where: `npm start: --${needs}`, expected, found: `--${needs} ${values[needs]}` });
  }
  const run: Record<string, unknown> = {
    backend: values.backend,
    cellType: values.cell,
    wordvecDim: values.wordvec,
    hiddenDim: values.hidden,
    updateRule: values.rule,
    learningRate: values.lr,
    lrDecay: values['lr-decay'],
    batchSize: values.batch,
    numEpochs: values.epochs,
    iterations: values.iterations,
    sampling: values.sampling,
    seed: values.seed,
  };
  const given = { data: values.data, maxTrain: values['max-train'], pictures: values.pictures };
  return { ...withoutUndefined(given), headless: values.headless === true, run: withoutUndefined(run) };
}

function withoutUndefined(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
