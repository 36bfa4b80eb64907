import { describe, expect, it } from 'vitest';
import { readOptions } from '../../scripts/start/start_options.ts';
import { settingsIn } from '../../src/client/address.ts';
import { OptionError } from '../../src/errors.ts';
import { distance, meant } from '../../src/options/nearest.ts';

const remedyOf = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    return error instanceof OptionError ? error.fault.remedy : error;
  }
  return 'read';
};

describe('the distance of two words', () => {
  it.each([
    ['', '', 0],
    ['hidden', 'hidden', 0],
    ['hiden', 'hidden', 1],
    ['hdiden', 'hidden', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
    ['ca', 'abc', 3],
  ])('%s and %s: %d', (a, b, expected) => {
    expect([distance(a, b), distance(b, a)]).toEqual([expected, expected]);
  });
});

describe('a misspelt option', () => {
  it.each([
    ['--hiden', '--hidden'],
    ['--epoch', '--epochs'],
    ['--learning-rate', undefined],
    ['--lrdecay', '--lr-decay'],
    ['--wordvec-dim', '--wordvec'],
    ['--output-drop=0.5', '--output-dropout'],
    ['--zzz', undefined],
  ])('%s suggests %s', (given, name) => {
    const found = remedyOf(() => readOptions([given]));
    expect(found).toBe(name && `Did you mean ${name}?`);
  });

  it('is suggested in an address too', () => {
    expect(remedyOf(() => settingsIn(new URLSearchParams('hiden=3')))).toBe('Did you mean hidden?');
  });

  it('has no suggestion if several letters are wrong', () => {
    expect(meant('', ['a', 'b'])).toEqual({});
    expect(meant('lr', ['lr-decay'])).toEqual({});
  });
});
