import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import {
  checkDecodeOptions,
  type DecodeMethod,
  type DecodeOptions,
  type DecodeSettings,
} from '../options/decoding_options.ts';
import { fits, type NumberField } from './fields.ts';

/** Numbers of every method. */
export const commonFields: readonly NumberField<DecodeSettings>[] = [
  {
    key: 'maxLength',
    label: 'Maximum length',
    min: 0,
    max: 100,
    whole: true,
    hint: 'columns, <START> counted; 0: as many as the data have',
  },
];

/** Numbers of each method; those of the others stay as they were, for when a person comes back to them. */
export const methodFields: Readonly<Record<DecodeMethod, readonly NumberField<DecodeSettings>[]>> = {
  greedy: [],
  sample: [
    {
      key: 'temperature',
      label: 'Temperature',
      min: 0.01,
      max: 100,
      whole: false,
      hint: 'below 1 plays safe, above 1 takes risks',
    },
    {
      key: 'topK',
      label: 'Top k',
      min: 0,
      max: 2 ** 31 - 1,
      whole: true,
      hint: 'draws from the k likeliest words only; 0: from all',
    },
    {
      key: 'topP',
      label: 'Top p',
      min: 0.001,
      max: 1,
      whole: false,
      hint: 'draws from the likeliest words that together reach this probability',
    },
    {
      key: 'seed',
      label: 'Seed',
      min: 0,
      max: 2 ** 32 - 1,
      whole: true,
      hint: 'the same seed draws the same words',
    },
  ],
  beam: [
    {
      key: 'beamWidth',
      label: 'Beam width',
      min: 1,
      max: 10,
      whole: true,
      hint: 'beginnings kept at every step; 1 is greedy',
    },
    {
      key: 'lengthNormalization',
      label: 'Length normalisation',
      min: 0,
      max: 10,
      whole: false,
      hint: 'ranks by log p ÷ length^α, so that short captions do not win for being short; 0: by log p',
    },
  ],
};

export const methods: Readonly<Record<DecodeMethod, { readonly label: string; readonly is: string }>> = {
  greedy: { label: 'Greedy', is: 'Says the likeliest word at every step.' },
  sample: { label: 'Sample', is: 'Draws each word at random, likely ones more often.' },
  beam: {
    label: 'Beam',
    is: 'Keeps the best few beginnings at every step, and ends with the likeliest whole captions.',
  },
};

export const constraints = [
  { key: 'noImmediateRepeat', label: 'No immediate repeat', is: 'no word twice in a row' },
  { key: 'noRepeatedTrigram', label: 'No repeated trigram', is: 'no three words in a row for a second time' },
  { key: 'suppressUnknown', label: 'Never <UNK>', is: 'which stands for every word too rare for the vocabulary' },
] as const;

/** "a, with of" → the words */
export const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '');

/** What is asked of the worker: the options of the chosen method and no others, which would be an error. */
export function optionsOf(settings: DecodeSettings): DecodeOptions {
  const { method, maxLength, badEndings } = settings;
  const own = methodFields[method].map(({ key }) => [key, settings[key]] as const);
  const on = constraints.filter(({ key }) => settings[key]).map(({ key }) => [key, true] as const);
  return {
    method,
    ...Object.fromEntries([...own, ...on]),
    ...(maxLength > 0 ? { maxLength } : {}),
    ...(badEndings.length > 0 ? { badEndings } : {}),
  };
}

const shown = (value: number) => String(Number(value.toPrecision(4)));

/** "beam search, width 3, no immediate repeat" */
export function decodingInWords(options: DecodeOptions): string {
  const method = options.method ?? 'greedy';
  const told: Readonly<Record<DecodeMethod, string>> = { greedy: 'greedy', sample: 'sampling', beam: 'beam search' };
  const number = (name: string, value: number | undefined, off?: number) =>
    value === undefined || value === off ? [] : [`${name} ${shown(value)}`];
  return [
    told[method],
    ...number('width', options.beamWidth),
    ...number('length normalisation', options.lengthNormalization, 0),
    ...number('temperature', options.temperature, 1),
    ...number('top k', options.topK, 0),
    ...number('top p', options.topP, 1),
    ...number('seed', options.seed),
    ...constraints.filter(({ key }) => options[key]).map(({ label }) => label.replace('N', 'n')),
    ...(options.badEndings?.length ? [`never ending in ${options.badEndings.join(', ')}`] : []),
    ...number('maximum length', options.maxLength),
  ].join(', ');
}

/** How captions are chosen wherever a person asks for some. */
export interface DecodingState {
  readonly settings: Signal<DecodeSettings>;
  /** What they come to; undefined while a number cannot be used. */
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
    return [...methodFields[value.method], ...commonFields].every((field) => fits(field, value[field.key]))
      ? optionsOf(value)
      : undefined;
  });
  return { settings, options };
}
