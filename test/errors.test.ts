import { describe, expect, it } from 'vitest';
import * as errors from '../src/errors.ts';

describe('errors', () => {
  it.each(Object.entries(errors))(
    '%s names itself, whatever a minifier makes of its class, and its fault',
    (name, Kind) => {
      const fault = { where: 'a file', expected: 'words', found: 'none', remedy: 'Write some.' };
      const error = new Kind(fault);
      expect(Object.hasOwn(error, 'name') && error.name).toBe(name);
      expect(error).toBeInstanceOf(errors.FourgateError);
      expect(error.fault).toEqual(fault);
      expect(error.message).toBe('a file: expected words, found none. Write some.');
    },
  );

  it('truncate long texts, and name empty ones', () => {
    const { message, fault } = new errors.DataError({ where: 'w'.repeat(1e6), expected: 'words', found: '' });
    expect(fault).toEqual({ where: `${'w'.repeat(400)}… (1000000 characters)`, expected: 'words', found: 'nothing' });
    expect(message).toBe(`${fault.where}: expected words, found nothing.`);
  });
});
