import { describe, expect, it } from 'vitest';
import { commonFields, methodFields } from '../../src/app/decoding_state.ts';
import { fits, isNumberField, numberOf, wantedInWords } from '../../src/app/fields.ts';
import { parts } from '../../src/app/settings_fields.ts';
import { evaluationOptions } from '../../src/options/evaluation_options.ts';
import { limitsOf } from '../support/option_values.ts';

const rate = { min: 0, max: 10, whole: false };
const norm = { min: 0, max: 1e6, whole: false };
const size = { min: 1, max: 4096, whole: true };
const every = [
  ...[...commonFields, ...Object.values(methodFields).flat()],
  ...Object.values(parts)
    .flat()
    .filter((field) => isNumberField(field)),
];

describe('a number as typed', () => {
  it.each([
    ['0.001', 0.001],
    ['0,001', 0.001],
    [',5', 0.5],
    ['.5', 0.5],
    ['5,', 5],
    [' 1e-3 ', 0.001],
    ['1,5E-3', 0.0015],
    ['+2', 2],
    ['-2,5', -2.5],
    // No rate is fifteen hundred.
    ['1,500', 1.5],
  ])('%s is %d', (text, value) => {
    expect(numberOf(text, rate)).toBe(value);
  });

  it.each([
    '',
    ' ',
    'abc',
    '1.2.3',
    '1,2,3',
    '1 000',
    '1,000.5',
    '0x10',
    '1e',
    'e3',
    '.',
    ',',
    '--1',
    'Infinity',
    'NaN',
  ])('“%s” is not a number', (text) => {
    expect(numberOf(text, rate)).toBeNaN();
  });

  it('with a comma is refused if it is ambiguous', () => {
    expect(numberOf('1,500', norm)).toBeNaN();
    expect(wantedInWords('1,500', norm)).toBe('write 1500 or 1.500: a comma can mean either');
    expect([numberOf('0,500', norm), numberOf('1,5', norm), numberOf('1500', norm)]).toEqual([0.5, 1.5, 1500]);
  });

  it('has neither point nor comma if it is an integer: to some readers 1.000 is a thousand', () => {
    for (const text of ['1,000', '1.000', '64,0', '12.5']) expect(numberOf(text, size)).toBeNaN();
    expect([numberOf('64', size), numberOf('1e3', size)]).toEqual([64, 1000]);
    expect(wantedInWords('1,000', size)).toBe('write it without a comma: 1000');
    expect(wantedInWords('12.5', size)).toBe('whole number from 1 to 4096');
    expect(wantedInWords('', evaluationOptions.limit)).toBe('whole number, 1 or more');
  });

  it('is read alike in every field: limits, with a comma in place of a point', () => {
    expect(every.length).toBeGreaterThan(25);
    for (const { key, option } of every) {
      for (const value of limitsOf(option)) {
        expect(numberOf(String(value), option), `${key} ${value}`).toBe(value);
        expect(fits(option, numberOf(String(value), option))).toBe(true);
        if (!option.whole) expect(numberOf(String(value).replace('.', ','), option), key).toBe(value);
      }
    }
  });
});
