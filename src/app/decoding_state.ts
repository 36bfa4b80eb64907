import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { FlagOption, Option, Options } from '../options/declare.ts';
import {
  checkDecodeOptions,
  commonOptions,
  type DecodeMethod,
  type DecodeOptions,
  type DecodeSettings,
  methodOptions,
  withoutOff,
} from '../options/decoding_options.ts';
import { isOff } from '../options/values.ts';
import { fieldsOf, fits, isNumberField, type NumberField } from './fields.ts';

const numbersOf = (table: Options) => fieldsOf<DecodeSettings>(table).filter((field) => isNumberField(field));

/** Numbers of every method. */
export const commonFields: readonly NumberField<DecodeSettings>[] = numbersOf(commonOptions);

/** Numbers of each method; those of the others are retained for when the user returns to them. */
export const methodFields: Readonly<Record<DecodeMethod, readonly NumberField<DecodeSettings>[]>> = {
  greedy: numbersOf(methodOptions.greedy),
  sample: numbersOf(methodOptions.sample),
  beam: numbersOf(methodOptions.beam),
};

export const methods: Readonly<Record<DecodeMethod, { readonly is: string; readonly name: string }>> = {
  greedy: { is: 'Picks the likeliest word at every step.', name: 'greedy' },
  sample: { is: 'Draws each word at random, likely ones more often.', name: 'sampling' },
  beam: {
    is: 'Keeps the best few partial captions at every step, and returns the likeliest complete ones.',
    name: 'beam search',
  },
};

type Common = typeof commonOptions;
type Constraint = { [K in keyof Common]: Common[K] extends FlagOption ? K : never }[keyof Common];

/** Constraints on every caption. */
export const constraints = Object.entries<Option>(commonOptions).flatMap(([key, { kind, label = key, help }]) =>
  kind === 'flag' ? [{ key: key as Constraint, label, is: help }] : [],
);

/** The request to the worker: the options of the chosen method alone; others would be an error. */
export function optionsOf(settings: DecodeSettings): DecodeOptions {
  const { method, badEndings } = settings;
  const numbers = [...methodFields[method], ...commonFields].map(({ key }) => [key, settings[key]] as const);
  const on = constraints.filter(({ key }) => settings[key]).map(({ key }) => [key, true] as const);
  return withoutOff({
    method,
    ...Object.fromEntries([...numbers, ...on]),
    ...(badEndings.length > 0 ? { badEndings } : {}),
  });
}

const shown = (value: number) => String(Number(value.toPrecision(4)));
const inMidst = (label: string) => label.charAt(0).toLowerCase() + label.slice(1);

/** "beam search, width 3, no immediate repeat" */
export function decodingInWords(options: DecodeOptions): string {
  const { method = 'greedy' } = options;
  const numbers = (fields: readonly NumberField<DecodeSettings>[]) =>
    fields.flatMap(({ key, label, option }) => {
      const value: unknown = options[key];
      if (typeof value !== 'number' || isOff(option, value)) return [];
      return [`${inMidst(label).replace(`${method} `, '')} ${shown(value)}`];
    });
  return [
    methods[method].name,
    ...numbers(methodFields[method]),
    ...constraints.filter(({ key }) => options[key]).map(({ label }) => inMidst(label)),
    ...(options.badEndings?.length ? [`never ending in ${options.badEndings.join(', ')}`] : []),
    ...numbers(commonFields),
  ].join(', ');
}

/** How requested captions are decoded. */
export interface DecodingState {
  readonly settings: Signal<DecodeSettings>;
  /** The resulting options; undefined while a number is invalid. */
  readonly options: ReadonlySignal<DecodeOptions | undefined>;
}

/**
 * A maximum length of 0 stands for that of the data.
 * @throws OptionError when `asked` has an option that is unknown, of another method or out of range
 */
export function createDecodingState(asked: DecodeOptions = {}): DecodingState {
  const settings = signal({ ...checkDecodeOptions(asked), maxLength: asked.maxLength ?? 0 });
  const options = computed(() => {
    const { value } = settings;
    return [...methodFields[value.method], ...commonFields].every(({ key, option }) => fits(option, value[key]))
      ? optionsOf(value)
      : undefined;
  });
  return { settings, options };
}
