import { describe, expect, it } from 'vitest';
import { constraints, createDecodingState, decodingInWords, methodFields } from '../../src/app/decoding_state.ts';
import { checkDecodeOptions, DECODE_METHODS } from '../../src/options/decoding_options.ts';
import { wordsIn } from '../../src/options/values.ts';
import { limitsOf } from '../support/option_values.ts';

describe('decoding settings of the page', () => {
  it.each(DECODE_METHODS)('%s: give the decoder only valid options', (method) => {
    const { settings, options } = createDecodingState();
    settings.value = {
      ...{ ...settings.value, method, noRepeatedTrigram: true },
      ...{ maxLength: 12, badEndings: ['a', 'with'] },
    };
    expect(options.value).toBeDefined();
    expect(checkDecodeOptions(options.value ?? {})).toEqual(settings.value);
    const named = Object.keys(options.value ?? {}).filter((key) => methodFields[method].some((one) => one.key === key));
    expect(named).toHaveLength(methodFields[method].length);
  });

  it('accept every number between its limits, inclusive', () => {
    for (const method of DECODE_METHODS) {
      for (const { key, option } of methodFields[method]) {
        for (const value of limitsOf(option)) expect(checkDecodeOptions({ method, [key]: value })[key]).toBe(value);
      }
    }
  });

  it('give no options while a number of the chosen method is invalid', () => {
    const { settings, options } = createDecodingState({ method: 'beam' });
    settings.value = { ...settings.value, beamWidth: 11 };
    expect(options.value).toBeUndefined();
    settings.value = { ...settings.value, beamWidth: Number.NaN };
    expect(options.value).toBeUndefined();
    settings.value = { ...settings.value, method: 'sample' };
    expect(options.value).toMatchObject({ method: 'sample' });
  });

  it('keep the numbers of one method while another is selected', () => {
    const { settings, options } = createDecodingState({ method: 'beam', beamWidth: 7 });
    settings.value = { ...settings.value, method: 'greedy' };
    expect(options.value).toEqual({ method: 'greedy' });
    settings.value = { ...settings.value, method: 'beam' };
    expect(options.value?.beamWidth).toBe(7);
  });

  it('leave the maximum length to the data until the user sets one', () => {
    const { settings, options } = createDecodingState();
    expect(options.value).toEqual({ method: 'greedy' });
    settings.value = { ...settings.value, maxLength: 9 };
    expect(options.value).toEqual({ method: 'greedy', maxLength: 9 });
    settings.value = { ...settings.value, maxLength: -1 };
    expect(options.value).toBeUndefined();
    expect(createDecodingState({ maxLength: 20 }).options.value).toEqual({ method: 'greedy', maxLength: 20 });
  });

  it('read words with any separators', () => {
    expect(wordsIn(' a, with\tof,,')).toEqual(['a', 'with', 'of']);
    expect(wordsIn(' ')).toEqual([]);
  });

  it('are described in words, without what is off', () => {
    expect(decodingInWords({})).toBe('greedy');
    expect(decodingInWords({ method: 'beam', beamWidth: 3, lengthNormalization: 0 })).toBe('beam search, width 3');
    const all = { method: 'sample', temperature: 0.7, topK: 5, topP: 0.9, seed: 2, suppressUnknown: true } as const;
    expect(decodingInWords(all)).toBe('sampling, temperature 0.7, top k 5, top p 0.9, seed 2, never <UNK>');
    const ends = { maxLength: 12, badEndings: ['a', 'with'], noImmediateRepeat: true };
    expect(decodingInWords(ends)).toBe('greedy, no immediate repeat, never ending in a, with, maximum length 12');
    expect(constraints.map(({ key }) => checkDecodeOptions({ [key]: true })[key])).toEqual([true, true, true]);
  });
});
