import { OptionError } from '../errors.ts';
import { filesOptions, scenesOptions } from '../options/data_options.ts';
import { choice, integer, type Option, type Options, text } from '../options/declare.ts';
import {
  beamOptions,
  checkDecodeOptions,
  commonOptions,
  type DecodeOptions,
  samplingOptions,
} from '../options/decoding_options.ts';
import { meant } from '../options/nearest.ts';
import { type RunOptions, runOptions } from '../options/run_options.ts';
import { parseValue } from '../options/values.ts';
import type { DataSource } from '../sources/data_source.ts';
import { type Preset, type PresetName, presetNames, presets } from './presets.ts';

export type ScenesSource = Extract<DataSource, { kind: 'scenes' }>;
/** A data set whose files are still to be provided. */
export type FilesToCome = Omit<Extract<DataSource, { kind: 'files' }>, 'files' | 'photos'>;

/** What a page is set to; what is missing has its default. */
export interface PageSettings {
  readonly source: ScenesSource | FilesToCome | { readonly kind: 'photos' };
  readonly options: RunOptions;
  readonly decoding?: DecodeOptions;
  /** The preset that source and options began as. */
  readonly preset?: PresetName;
}

type Part = 'scenes' | 'files' | 'options' | 'decoding';

/** One setting: where it belongs, under which name, and what it may be. */
interface Parameter {
  readonly part: Part;
  readonly name: string;
  readonly option: Option;
}

const parametersOf = (part: Part, table: Options) =>
  Object.entries(table).flatMap(([name, option]): [string, Parameter][] =>
    option.flag === undefined ? [] : [[option.flag, { part, name, option }]],
  );

const { seed: samplingSeed, ...ofSampling } = samplingOptions;
const pictures = integer({ min: 1, help: 'held-out pictures of Scenes' });

/** The kinds of data, with what people call them. */
export const dataKinds = choice(
  { scenes: 'Scenes', files: 'CS231n files', photos: 'Photos' },
  { help: 'the data', default: 'scenes' },
);

/** Every setting but the data by its name in an address, which is its flag on the command line where it has one. */
const known: ReadonlyMap<string, Parameter> = new Map<string, Parameter>([
  ['folder', { part: 'files', name: 'name', option: text({ help: 'the name of the folder' }) }],
  ...parametersOf('files', filesOptions),
  ...parametersOf('scenes', scenesOptions),
  ['val-pictures', { part: 'scenes', name: 'val', option: pictures }],
  ['test-pictures', { part: 'scenes', name: 'test', option: pictures }],
  ['scenes-seed', { part: 'scenes', name: 'seed', option: integer({ help: 'seed of the pictures' }) }],
  ...parametersOf('options', runOptions),
  ...parametersOf('decoding', { ...commonOptions, ...beamOptions, ...ofSampling }),
  // A run has a seed of its own.
  ['sampling-seed', { part: 'decoding', name: 'seed', option: samplingSeed }],
]);
const names = ['preset', 'data', ...known.keys()];

/** What programs append to the addresses that people share: campaign names, and identifiers of clicks. */
const APPENDED = /^utm_|clid$/;

/**
 * The settings in the query of an address, such as `?cell=rnn&hidden=64`; undefined where it has none.
 * @throws OptionError for a setting that is unknown, out of range, or of other data
 */
export function settingsIn(query: URLSearchParams): PageSettings | undefined {
  const given = [...query].filter(([name]) => !APPENDED.test(name));
  if (given.length === 0) return undefined;
  const preset = presetIn(query.get('preset'));
  const { source: ofPreset, options: inPreset }: Preset = preset ? presets[preset] : presets.default;
  const kind = query.has('data') ? parseValue('address: data', dataKinds, query.get('data') ?? '') : dataKinds.default;
  const parts: Record<Part, Record<string, unknown>> = { scenes: {}, files: {}, options: {}, decoding: {} };
  for (const [name, value] of given) {
    if (name === 'preset' || name === 'data') continue;
    const { part, name: own, option } = parameterNamed(name);
    if ((part === 'scenes' || part === 'files') && part !== kind) {
      throw new OptionError({ where: `address: ${name}`, expected: `data=${part} beside it`, found: `data=${kind}` });
    }
    parts[part][own] = valueIn(name, option, value);
  }
  const { decoding } = parts;
  const decodes = Object.keys(decoding).length > 0;
  if (decodes) checkDecodeOptions(decoding);
  return {
    source: kind === 'scenes' ? { ...ofPreset, ...parts.scenes } : ({ kind, ...parts.files } as PageSettings['source']),
    options: { ...inPreset, ...parts.options },
    ...(decodes && { decoding }),
    ...(preset && { preset }),
  };
}

function presetIn(given: string | null): PresetName | undefined {
  if (given === null) return undefined;
  const preset = presetNames.find((name) => name === given);
  if (preset) return preset;
  throw new OptionError({ where: 'address: preset', expected: `one of ${presetNames.join(', ')}`, found: given });
}

function parameterNamed(name: string): Parameter {
  const parameter = known.get(name);
  if (parameter) return parameter;
  throw new OptionError({
    where: 'address',
    expected: `one of ${names.join(', ')}`,
    found: name,
    ...meant(name, names),
  });
}

function valueIn(name: string, option: Option, given: string): unknown {
  const where = `address: ${name}`;
  if (option.kind !== 'flag') return parseValue(where, option, given);
  if (given === 'true') return true;
  throw new OptionError({ where, expected: 'true, or not to be there', found: given });
}

/** The query of an address that sets a page like this; empty where everything has its default. */
export function queryOfSettings({ source, options, decoding = {}, preset }: PageSettings): string {
  const base: Preset | undefined = preset && presets[preset];
  const parts: Partial<Record<Part, object>> = {
    [source.kind]: differing(source, base?.source),
    options: differing(options, base?.options),
    decoding,
  };
  const query = new URLSearchParams(preset && { preset });
  if (source.kind !== dataKinds.default) query.set('data', source.kind);
  for (const [name, { part, name: own }] of known) {
    const value: unknown = parts[part] && Reflect.get(parts[part], own);
    if (value !== undefined && value !== false) query.set(name, `${value}`);
  }
  return query.size > 0 ? `?${query}` : '';
}

const differing = (values: object, base: object = {}) =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => value !== Reflect.get(base, name)));
