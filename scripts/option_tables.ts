import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Option, Options } from '../src/options/declare.ts';
import { beamOptions, commonOptions, samplingOptions } from '../src/options/decoding_options.ts';
import { evaluationOptions } from '../src/options/evaluation_options.ts';
import { modelOptions } from '../src/options/model_options.ts';
import {
  dropoutOptions,
  lossOptions,
  scheduledSamplingOptions,
  updateOptions,
} from '../src/options/regularisation_options.ts';
import { inRun, runTables } from '../src/options/run_options.ts';
import {
  fineTuningOptions,
  scheduleOptions,
  trainingOptions,
  updaterOptions,
} from '../src/options/training_options.ts';
import { defaultInWords, expectedInRun, shownValue } from '../src/options/values.ts';
import { placeholder } from './command_line.ts';
import { startFlags } from './start/start_options.ts';

/**
 * The tables of options in README and docs, written from the tables in src/options:
 * `node --import tsx scripts/option_tables.ts`.
 */

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map(row).join('\n');

const typed = ([name, option]: readonly [string, Option]) => {
  const value = placeholder(option);
  return code(`--${name}${value ? ` ${value}` : ''}`);
};

/** What README says of the options of a run: one row for each of their tables. */
const ofRun: Readonly<Record<keyof typeof runTables, string>> = {
  model: 'the model',
  training: 'update rule, learning rate, how long, and over which minibatches',
  regularisation: 'regularisation',
  fineTuning:
    'after N epochs the network that made the features is trained too, on the pictures ([how](docs/own_pictures.md#fine-tuning))',
  schedule: 'how the learning rate changes',
  validation: 'validation loss and scores while it trains, early stop on CIDEr',
  place: 'where it computes',
};

/** The options of `npm start`: those of a run by their tables, the others one by one. */
export function startTable(): string {
  const flags = Object.entries<Option>(startFlags);
  const shown = new Set<Option>();
  const rows = flags.flatMap(([name, option]) => {
    if (shown.has(option)) return [];
    const [kind, table = { [name]: option }] =
      Object.entries(runTables).find(([, one]) => Object.values<Option>(inRun(one)).includes(option)) ?? [];
    const together = flags.filter(([, one]) => Object.values<Option>(table).includes(one) && !shown.has(one));
    for (const [, one] of together) shown.add(one);
    return [[together.map(typed).join(', '), kind ? ofRun[kind as keyof typeof ofRun] : cell(option.help)]];
  });
  return tableOf(['option', 'is'], rows);
}

/** A table of options, with what their names in the API begin with. */
type Part = readonly [inApi: string | undefined, table: Options];

function optionsTable(parts: readonly Part[]): string {
  const rows = parts.flatMap(([inApi, table]) =>
    Object.entries(table).map(([name, option]) => [
      option.flag === undefined ? '' : code(`--${option.flag}`),
      cell(option.label ?? ''),
      inApi === undefined ? '' : code(`${inApi}${name}`),
      cell(option.kind === 'choice' ? Object.keys(option.choices).join(', ') : expectedInRun(option)),
      option.flag === undefined ? '' : cell(defaultInWords(option)),
      inApi === undefined
        ? ''
        : cell(option.default === undefined ? (option.otherwise ?? '') : shownValue(option.default)),
      cell(option.help),
    ]),
  );
  const heads = ['command line', 'page', 'API', 'values', 'default of a command', 'default of the API', 'what it does'];
  return tableOf(heads, rows);
}

const sections: readonly (readonly [title: string, parts: readonly Part[]])[] = [
  ['Model: `new CaptioningRNN(backend, options)`', [['', modelOptions]]],
  [
    'Training: `new CaptioningTrainer(model, data, options)`',
    [
      ['updaterConfig.', updaterOptions],
      ['', trainingOptions],
    ],
  ],
  [
    'Regularisation: of the same trainer',
    [
      ['dropout.', dropoutOptions],
      ['', lossOptions],
      ['', updateOptions],
      ['scheduledSampling.', scheduledSamplingOptions],
    ],
  ],
  [
    'Schedule and fine-tuning: of the same trainer',
    [
      ['schedule.', scheduleOptions],
      ['fineTuning.', fineTuningOptions],
    ],
  ],
  [
    'Validation: of a run',
    [
      [undefined, runTables.validation],
      [undefined, runTables.place],
    ],
  ],
  ['Decoding, by every method: `model.decode(features, options)`', [['', commonOptions]]],
  ['Decoding by `sample`', [['', samplingOptions]]],
  ['Decoding by `beam`', [['', beamOptions]]],
  ['Evaluation: `evaluateCaptions(model, data, split, options)`', [['', evaluationOptions]]],
];

/** `docs/options.md` */
export function optionsPage(): string {
  const intro = `# Options

Written by \`node --import tsx scripts/option_tables.ts\` from the tables in \`src/options/\`, which types, checks, \`--help\` and the
page follow too: each option has one range, wherever it is set. An option without a flag is of the API alone.`;
  const parts = sections.map(([title, tables]) => `## ${title}\n\n${optionsTable(tables)}`);
  return `${[intro, ...parts].join('\n\n')}\n`;
}

const [BEGIN, END] = ['<!-- options of npm start -->', '<!-- end of options -->'];

/** README with its table as it should be. */
export function withStartTable(readme: string): string {
  const [before = '', rest = ''] = readme.split(BEGIN);
  const [, after = ''] = rest.split(END);
  return `${before}${BEGIN}\n${startTable()}\n${END}${after}`;
}

if (process.argv[1] === import.meta.filename) {
  const root = join(import.meta.dirname, '..');
  const readme = join(root, 'README.md');
  writeFileSync(readme, withStartTable(readFileSync(readme, 'utf8')));
  writeFileSync(join(root, 'docs/options.md'), optionsPage());
}
