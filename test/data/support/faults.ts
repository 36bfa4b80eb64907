import { expect } from 'vitest';
import { FourgateError } from '../../../src/errors.ts';

/** What a fault must say. Strings are parts of the text. */
export interface ExpectedFault {
  readonly where: string;
  readonly expected: string;
  readonly found: string;
}

/** Runs `act`, which must throw an error of `type` whose fault says what `fault` says; returns it. */
export async function expectFault(
  type: new (fault: never) => FourgateError,
  fault: ExpectedFault,
  act: () => unknown,
): Promise<FourgateError> {
  let thrown: unknown;
  try {
    await act();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(type);
  if (!(thrown instanceof FourgateError)) throw thrown;
  const { where, expected, found } = thrown.fault;
  expect({ where, expected, found }).toEqual({
    where: expect.stringContaining(fault.where),
    expected: expect.stringContaining(fault.expected),
    found: expect.stringContaining(fault.found),
  });
  return thrown;
}
