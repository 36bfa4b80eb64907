import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';

/** Where data sets too large for the repository lie. */
const folder = process.env.FOURGATE_DATA ?? join(import.meta.dirname, '../../../shared/datasets');

/**
 * `describe` for tests that need the data set `name` of the shared folder. Without it they fail in CI, and are left out
 * elsewhere with a line that says so: a clone has no such folder.
 */
export function describeWithData(name: string, title: string, define: (path: string) => void): void {
  const path = join(folder, name);
  if (existsSync(path)) {
    describe(title, () => define(path));
  } else if (process.env.CI) {
    describe(title, () => {
      it('has its data', () => {
        throw new Error(`${path} is missing: set FOURGATE_DATA to the folder of ${name}.`);
      });
    });
  } else {
    console.warn(`No data for "${title}": ${path} is missing, these tests were left out.`);
    describe.skip(`${title} (no data: ${name})`, () => define(path));
  }
}
