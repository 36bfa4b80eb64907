import { filesOptions, scenesOptions } from '../options/data_options.ts';
import type { Option } from '../options/declare.ts';
import { defaultsFor, fileDefaults, flagOf, type RunDefaults, runOptions } from '../options/run_options.ts';
import { dataKinds, type PageSettings } from './address.ts';
import type { RunPair } from './logged_run.ts';

/** One setting of a run as a reader sees it. */
interface Shown {
  readonly label: string;
  readonly value: string;
  /** A few words that stand for it, such as "lr 0.01". */
  readonly short: string;
}

/** A setting that two runs have differently. */
export interface Difference {
  readonly label: string;
  readonly values: readonly [string, string];
}

/** Options of the data as the page calls them. */
const ofData: Readonly<Record<string, { readonly label: string; readonly option?: Option }>> = {
  train: { label: 'Training pictures', option: scenesOptions.train },
  features: { label: 'Features', option: scenesOptions.features },
  val: { label: 'Validation pictures' },
  test: { label: 'Test pictures' },
  seed: { label: 'Seed of the pictures' },
  name: { label: 'Folder' },
  maxTrain: { label: 'Training captions', option: filesOptions.maxTrain },
};

/** What a run on these data is where nothing else is said; of files the same for each number of captions. */
function defaultsOf(source: PageSettings['source']): RunDefaults {
  return source.kind === 'scenes' ? defaultsFor(source) : fileDefaults;
}

/** "LSTM" or "RNN". */
const cellOf = ({ source, options }: PageSettings) => (options.cellType ?? defaultsOf(source).cellType).toUpperCase();

const inWords = (option: Option | undefined, value: unknown) =>
  option?.kind === 'choice' ? (option.choices[`${value}`] ?? `${value}`) : `${value}`;

/** Every setting by a name of its own, with the data first and the cell next. */
function settingsInWords(settings: PageSettings): ReadonlyMap<string, Shown> {
  const { source, options } = settings;
  const { kind, ...parts } = source;
  const shown = new Map<string, Shown>([
    ['data', { label: 'Data', value: dataKinds.choices[kind], short: dataKinds.choices[kind] }],
  ]);
  const add = (name: string, label: string, flag: string, option: Option | undefined, value: unknown) => {
    if (value === undefined) return;
    const words = inWords(option, value);
    shown.set(name, { label, value: words, short: `${flag} ${words}` });
  };
  for (const [name, value] of Object.entries(parts)) {
    const { label = name, option } = ofData[name] ?? {};
    add(`data ${name}`, label, option?.flag ?? label.toLowerCase(), option, value);
  }
  const { cellType: _, ...values } = { ...defaultsOf(source), ...options };
  const cell = cellOf(settings);
  shown.set('cellType', { label: 'Cell', value: cell, short: cell });
  for (const [name, value] of Object.entries(values)) {
    const option: Option = runOptions[name as keyof typeof runOptions];
    add(name, option.label ?? 'Steps', flagOf(name).slice(2), option, value);
  }
  return shown;
}

/** The settings that two runs have differently; "–" where one has none. */
export function differencesOf(one: PageSettings, other: PageSettings): readonly Difference[] {
  const [a, b] = [settingsInWords(one), settingsInWords(other)];
  return [...new Set([...a.keys(), ...b.keys()])].flatMap((name): Difference[] => {
    const [left, right] = [a.get(name), b.get(name)];
    if (left?.value === right?.value) return [];
    return [{ label: left?.label ?? right?.label ?? name, values: [left?.value ?? '–', right?.value ?? '–'] }];
  });
}

/** Most settings that a name lists. */
const LISTED = 3;

/** What a run is called by default: its cell, and what differs from the defaults, such as "RNN, lr 0.01". */
export function nameOf(settings: PageSettings): string {
  const { source } = settings;
  const defaults = settingsInWords({ source: { kind: 'scenes' }, options: defaultsOf(source) });
  const own = settingsInWords(settings);
  const differing = [...own].filter(([name, { value }]) => name !== 'cellType' && defaults.get(name)?.value !== value);
  const listed = differing.slice(0, LISTED).map(([, { short }]) => short);
  const more = differing.length - listed.length;
  return [own.get('cellType')?.short, ...listed, ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** "LSTM" and "RNN", of two runs that have different cells. */
export function cellsApart([one, other]: RunPair): readonly [string, string] | undefined {
  const [a, b] = [cellOf(one.settings), cellOf(other.settings)];
  return a === b ? undefined : [a, b];
}

/**
 * What two runs are called beside each other: LSTM and RNN, where nothing else tells them apart and the user has called them
 * nothing else; otherwise by their names in the list.
 * @param names by the identifiers of the runs
 */
export function namesOfPair(pair: RunPair, names: ReadonlyMap<string, string>): readonly [string, string] {
  const [one, other] = pair;
  const cells = cellsApart(pair);
  const isNamed = pair.some(({ name }) => name !== undefined);
  if (cells && differencesOf(one.settings, other.settings).length === 1 && !isNamed) return cells;
  return [names.get(one.id) ?? '', names.get(other.id) ?? ''];
}
