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
});
