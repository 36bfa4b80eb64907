import { setTimeout } from 'node:timers/promises';
import { sayProgress, serveFunctions } from '../../scripts/served_process.ts';
import text from '../../shaders/activations.wgsl?raw';
import { DataError } from '../../src/errors.ts';

/** What the process of the test offers. */
export const functions = {
  async slowly<T>(value: T): Promise<T> {
    sayProgress('waiting');
    await setTimeout(50);
    return value;
  },
  nothing: () => undefined,
  sum: (a: number, b: number) => a + b,
  environment: (name: string) => process.env[name],
  shader: () => text,
  fail(): never {
    throw new DataError({ where: 'here', expected: 'one thing', found: 'another' });
  },
  end: (code: number) => process.exit(code),
};

serveFunctions(functions);

// As an open GPU does, this keeps Node alive.
setInterval(() => {}, 1000);
