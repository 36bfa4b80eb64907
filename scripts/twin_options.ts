import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { choicesOf, type Option, type Options } from '../src/options/declare.ts';
import {
  dropoutOptions,
  lossOptions,
  scheduledSamplingOptions,
  updateOptions,
} from '../src/options/regularisation_options.ts';
import { CAPTIONS_READ, MAX_EPOCHS } from '../src/options/run_options.ts';
import { scheduleOptions, trainingOptions } from '../src/options/training_options.ts';
import { defaultInWords, expectedInRun } from '../src/options/values.ts';
import { UpdateRule } from '../src/train/update_rules.ts';
import { placeholder } from './command_line.ts';
import { evalFlags } from './eval/eval_options.ts';
import { startFlags } from './start/start_options.ts';

/**
 * The options that the PyTorch twin shares with `npm start` and `npm run eval`, as the JSON file that it reads: names, ranges,
 * defaults and help. `node --import tsx scripts/twin_options.ts` writes it.
 */
export const TWIN_OPTIONS = 'python/fourgate_torch/options.json';

/** What a command needs to know of an option: how to read it, and what a run has where it is not given. */
function ofCommand(option: Option): object {
  const { kind, help, run, default: ofApi } = option;
  const range = option.kind === 'number' ? numbersOf(option) : {};
  const choices = option.kind === 'choice' ? { choices: choicesOf(option) } : {};
  const value = placeholder(option);
  return {
    kind,
    ...(value !== undefined && { value }),
    expected: expectedInRun(option),
    ...range,
    ...choices,
    help,
    default: run ? (run.default ?? ofApi) : ofApi,
    otherwise: defaultInWords(option),
    ...(run && { run: { name: run.name, ...('files' in run && { files: run.files }) } }),
  };
}

function numbersOf({ whole, min, max, above, below, off }: Extract<Option, { kind: 'number' }>): object {
  return { whole: whole === true, min, max, above, below, off };
}

const commandOf = (flags: Options) =>
  Object.fromEntries(Object.entries(flags).map(([name, option]) => [name, ofCommand(option)]));

/** What a saved training has of a table of the trainer: the names in order, and where each value comes from. */
const tableOf = (table: Options) =>
  Object.fromEntries(
    Object.entries(table).map(([name, option]) => [
      name,
      {
        default: option.default,
        ...(option.run && { run: option.run.name }),
        ...(option.kind === 'number' && option.savedUnlessDefault && { savedUnlessDefault: true }),
      },
    ]),
  );

/** The rules with their own numbers; those that a rule does not use are 0. */
const rules = () =>
  Object.fromEntries(
    choicesOf(trainingOptions.updateRule).map((name) => {
      const { config, moments } = new UpdateRule(name);
      return [name, { config, moments }];
    }),
  );

/** The contents of the file. */
export function twinOptions(): string {
  const tables = {
    schedule: scheduleOptions,
    dropout: dropoutOptions,
    loss: lossOptions,
    update: updateOptions,
    scheduledSampling: scheduledSamplingOptions,
  };
  const all = {
    written: 'by `node --import tsx scripts/twin_options.ts` from src/options',
    start: commandOf(startFlags),
    eval: commandOf(evalFlags),
    trainer: Object.fromEntries(Object.entries(tables).map(([name, table]) => [name, tableOf(table)])),
    rules: rules(),
    epochs: { captionsRead: CAPTIONS_READ, most: MAX_EPOCHS },
  };
  return `${JSON.stringify(all, null, 1)}\n`;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(join(import.meta.dirname, '..', TWIN_OPTIONS), twinOptions());
}
