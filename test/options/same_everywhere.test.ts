import { describe, expect, it } from 'vitest';
import { readOptions as readCaption } from '../../scripts/caption/caption_options.ts';
import { readOptions as readEval } from '../../scripts/eval/eval_options.ts';
import { readOptions as readStart } from '../../scripts/start/start_options.ts';
import { createDecodingState } from '../../src/app/decoding_state.ts';
import { fits, numberOf } from '../../src/app/fields.ts';
import { noFiles } from '../../src/app/files.ts';
import { lackOf } from '../../src/app/lack.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { OptionError } from '../../src/errors.ts';
import { teacherForcedLoss } from '../../src/evaluate/teacher_forced_loss.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { checkCaptioningOptions } from '../../src/model/configuration.ts';
import { choicesOf, type NumberOption, type Option, type Options } from '../../src/options/declare.ts';
import {
  checkDecodeOptions,
  commonOptions,
  type DecodeOptions,
  decodingOptions,
  methodOptions,
} from '../../src/options/decoding_options.ts';
import { evaluationOptions } from '../../src/options/evaluation_options.ts';
import { modelOptions } from '../../src/options/model_options.ts';
import {
  dropoutOptions,
  lossOptions,
  scheduledSamplingOptions,
  updateOptions,
} from '../../src/options/regularisation_options.ts';
import { conflictOf, type RunOptions, runDefaults, runOptions } from '../../src/options/run_options.ts';
import {
  fineTuningOptions,
  scheduleOptions,
  trainingOptions,
  updaterOptions,
} from '../../src/options/training_options.ts';
import { isOff } from '../../src/options/values.ts';
import { Random } from '../../src/random.ts';
import { checkTrainerOptions, type TrainerOptions } from '../../src/train/trainer_options.ts';
import { modelOptions as modelOf, trainerOptions, withDefaults } from '../../src/worker/run_settings.ts';
import { smallDataset } from '../support/dataset.ts';
import { bothSides, numbersFor } from '../support/option_values.ts';

/** Whether something refuses; it may do so with an OptionError only. */
function takes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof OptionError) return false;
    throw error;
  }
}

/** Values of an option to try, on both sides of what it allows. */
function valuesFor(option: Option): readonly unknown[] {
  if (option.kind === 'choice') return [...choicesOf(option), 'toString', 'none', ''];
  if (option.kind !== 'number') return [];
  const values = numbersFor(option, new Random(12));
  expect(bothSides(option, values)).toBe(true);
  return values;
}

const wordToIdx = { '<NULL>': 0, '<START>': 1, '<END>': 2, cat: 3 };

/** What stands beside an option on the command line: fine-tuning takes files. */
const tuned = ['--data', 'x', '--cnn', 'w', '--epochs', `${runDefaults.numEpochs}`];
const beside: Readonly<Record<string, readonly string[]>> = {
  finetuneCnnAfter: tuned,
  cnnLearningRate: [...tuned, '--finetune-cnn-after', '0'],
};

/** Who is asked whether a run can have some options. */
const judges = {
  'the command line': (options: RunOptions) => {
    const given = Object.entries(options).map(([name, value]) => {
      const { flag } = (runOptions as Readonly<Record<string, Option>>)[name] ?? {};
      return `--${flag}=${value}`;
    });
    const off = isOff(fineTuningOptions.afterEpochs, options.finetuneCnnAfter);
    const others = Object.keys(options).flatMap((name) => (off ? [] : (beside[name] ?? [])));
    return takes(() => readStart([...given, ...others]));
  },
  'the page': (options: RunOptions) => {
    const read = Object.entries<Option>(runOptions).flatMap(([name, option]) => {
      const value = options[name as keyof RunOptions];
      if (value === undefined) return [];
      const isChoice = option.kind === 'choice';
      return [[name, isChoice ? value : numberOf(String(value), option as NumberOption)]];
    });
    const settings = { ...runDefaults, ...Object.fromEntries(read) };
    const facts = { phase: 'ready', meant: true, given: noFiles, noWebGPU: false } as const;
    return lackOf({ ...facts, settings }) === undefined;
  },
  'the worker': (options: RunOptions) => takes(() => withDefaults(options)),
};

/** How an option of a table is given to the API. `learningRate`: as in a run, since the largest decay follows from it. */
const training = (options: TrainerOptions) =>
  checkTrainerOptions({ updateRule: 'adam', updaterConfig: { learningRate: runDefaults.learningRate }, ...options });
const features = { count: 1, length: 1, readRows: () => new Float32Array(1) };
const api: readonly (readonly [Options, (given: object) => unknown])[] = [
  [modelOptions, (given) => checkCaptioningOptions({ wordToIdx, ...given })],
  [trainingOptions, training],
  [updaterOptions, (given) => training({ updaterConfig: given })],
  [dropoutOptions, (dropout) => training({ dropout })],
  [lossOptions, training],
  [updateOptions, training],
  [scheduledSamplingOptions, (scheduledSampling) => training({ scheduledSampling })],
  [scheduleOptions, (schedule) => training({ schedule })],
  [fineTuningOptions, (given) => training({ fineTuning: { afterEpochs: 0, features, ...given } })],
];

describe.each(Object.entries<Option>(runOptions))('%s', (name, option) => {
  const ofApi = api.flatMap(([table, check]) =>
    Object.entries(table).flatMap(([key, one]) => (one === option ? [{ key, check }] : [])),
  );

  it('is accepted and refused alike by command line, page, worker and API', () => {
    const values = valuesFor(option);
    expect(values.length).toBeGreaterThan(3);
    for (const value of values) {
      const options = { [name]: value } as RunOptions;
      const told = `${name} ${value}`;
      const taken = judges['the worker'](options);
      expect(judges['the command line'](options), `${told} on the command line`).toBe(taken);
      if (option.label !== undefined && option.kind === 'number') {
        expect(judges['the page'](options), `${told} on the page`).toBe(taken);
      }
      // A network may be trained later than a training lasts; a run that asks for it has made a slip.
      const later = conflictOf({ ...runDefaults, ...options })?.option === 'finetuneCnnAfter';
      for (const { key, check } of isOff(option, value) || later ? [] : ofApi) {
        expect(
          takes(() => check({ [key]: value })),
          `${told} in the API`,
        ).toBe(taken);
      }
    }
  });

  it('gives model and trainer valid options, whatever value a run accepts', () => {
    for (const value of valuesFor(option)) {
      const options = { [name]: value } as RunOptions;
      if (!judges['the worker'](options)) continue;
      const settings = withDefaults(options);
      const data = smallDataset();
      training(trainerOptions(settings, { original: data }));
      checkCaptioningOptions(modelOf(settings, { data }));
    }
  });
});

describe('options that depend on one another', () => {
  const random = new Random(5);
  const one = <T>(list: readonly T[]) => list[random.below(list.length)] as T;
  const pairs = Array.from({ length: 300 }, (): RunOptions => {
    const all: RunOptions = {
      ...{ learningRate: one([0, 1e-3, 0.5, 1, 10]), weightDecay: one([0, 0.1, 1, 2, 1000, 1001]) },
      ...{
        schedule: one(['step', 'cosine', 'plateau'] as const),
        lrDecay: one([0, 0.5, 1]),
        validateEvery: one([0, 1]),
      },
    };
    return all;
  });

  it('are accepted and refused alike', () => {
    const taken = pairs.map(judges['the worker']);
    expect(new Set(taken)).toEqual(new Set([true, false]));
    expect(pairs.map(judges['the command line'])).toEqual(taken);
    expect(pairs.map(judges['the page'])).toEqual(taken);
    const asTrainer = pairs.map((options) => {
      const settings = { ...runDefaults, ...options };
      return (
        takes(() => checkTrainerOptions(trainerOptions(settings))) &&
        !(settings.schedule === 'plateau' && settings.validateEvery === 0)
      );
    });
    expect(asTrainer).toEqual(taken);
  });
});

const methods = Object.entries<Options>(methodOptions).flatMap(([method, own]): [string, string, Option][] =>
  Object.entries({ ...commonOptions, ...own }).map(([name, option]) => [method, name, option]),
);

describe.each(methods)('decoding by %s: %s', (method, name, option) => {
  it('is accepted and refused alike by command lines, page and API', () => {
    for (const value of valuesFor(option)) {
      const [options, told]: [DecodeOptions, string] = [{ method, [name]: value } as object, `${name} ${value}`];
      const taken = takes(() => checkDecodeOptions(options)) || (name === 'maxLength' && value === 0);
      const line = ['--checkpoint', 'a', `--method=${method}`, `--${option.flag}=${value}`];
      expect(
        takes(() => readCaption([...line, 'x.jpg'])),
        `${told} of caption`,
      ).toBe(taken);
      const evaluates = name !== 'nBest' && name !== 'alternatives';
      if (evaluates)
        expect(
          takes(() => readEval(line)),
          `${told} of eval`,
        ).toBe(taken);
      if (option.kind !== 'number' || option.label === undefined) continue;
      const { settings, options: asked } = createDecodingState({ method } as object);
      settings.value = { ...settings.value, [name]: numberOf(String(value), option) };
      expect(asked.value !== undefined, `${told} on the page`).toBe(taken);
    }
  });
});

it('the pictures of an evaluation have the same range on command line, page and API', async () => {
  const { limit } = evaluationOptions;
  const data = smallDataset();
  const model = new CaptioningRNN(new CpuBackend(), {
    wordToIdx: data.vocabulary.wordToIdx,
    inputDim: 4,
    hiddenDim: 2,
    wordvecDim: 2,
  });
  for (const value of valuesFor(limit)) {
    const taken = takes(() => readEval(['--checkpoint', 'a', `--images=${value}`]));
    expect(fits(limit, numberOf(String(value), limit)), `${value} on the page`).toBe(taken);
    const asked = teacherForcedLoss(model, data, 'train', { limit: value as number });
    const api = await asked.then(
      () => true,
      (error) => (error instanceof OptionError ? false : Promise.reject(error)),
    );
    expect(api, `${value} in the API`).toBe(taken);
  }
});

const texts = [
  '',
  ' ',
  '0x10',
  '1_000',
  '1.0',
  '5.',
  '.5',
  '+2',
  ' 2 ',
  '١',
  '1e3',
  '1e-3',
  '1 000',
  '--',
  '2;',
  'Infinity',
  'NaN',
  '1e400',
  '-0',
  '1e',
  '0b1',
  '2n',
];

it('page and command line read the same number, however it is written', () => {
  for (const [name, option] of Object.entries<Option>(runOptions)) {
    if (option.kind !== 'number' || option.label === undefined || beside[name]) continue;
    for (const text of texts) {
      const onPage = numberOf(text, option);
      const conflict = conflictOf({ ...runDefaults, [name]: onPage });
      const taken = fits(option, onPage) && conflict === undefined;
      const read = () => readStart([`--${option.flag}=${text}`]);
      expect(takes(read), `--${option.flag}=${text}`).toBe(taken);
      const line = taken ? read() : 'help';
      if (line !== 'help') expect(line.run).toEqual({ [name]: onPage });
    }
  }
});

describe('the tables', () => {
  const tables = [...api.map(([table]) => table), decodingOptions, evaluationOptions];

  it('have defaults in range, and describe every option', () => {
    for (const [name, option] of tables.flatMap((table) => Object.entries(table))) {
      expect(option.help, name).not.toBe('');
      if (option.kind !== 'number') continue;
      const { run, default: ofApi } = option;
      const defaults = [ofApi, run?.default, run?.files, run?.pixels].filter((value) => value !== undefined);
      expect(
        defaults.filter((value) => !fits(option, value)),
        name,
      ).toEqual([]);
    }
  });

  it('have unique flags and labels', () => {
    for (const options of [Object.values<Option>(runOptions), Object.values<Option>(decodingOptions)]) {
      const flags = options.flatMap(({ flag }) => flag ?? []);
      expect(new Set(flags).size).toBe(flags.length);
      const labels = options.flatMap(({ label }) => label ?? []);
      expect(new Set(labels).size).toBe(labels.length);
      expect(flags.length).toBeGreaterThan(10);
    }
  });
});
