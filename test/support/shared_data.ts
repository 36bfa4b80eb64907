import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'vitest';

/** Where data sets too large for the repository lie. */
const folder = process.env.FOURGATE_DATA ?? join(import.meta.dirname, '../../../shared/datasets');

/**
 * `describe` for tests that need the data set `name` of the shared folder. Without it they fail in CI, and are left out
 * elsewhere with a line that says so: a clone has no such folder.
 */
export function describeWithData(name: string, title: string, define: (path: string) => void): void {
  describeWithFolder(join(folder, name), title, define);
}

/** As `describeWithData`, for one folder of small files that were once read wrongly; their right values lie beside it. */
export function describeWithCase(name: string, title: string, define: (path: string) => void): void {
  describeWithFolder(join(folder, '../cases', name), title, define);
}

/** The right values of every case, as they were computed apart from this project. */
export function expectedOfCases<T>(): T {
  return JSON.parse(readFileSync(join(folder, '../cases/expected.json'), 'utf8')) as T;
}

function describeWithFolder(path: string, title: string, define: (path: string) => void): void {
  if (existsSync(path)) {
    describe(title, () => define(path));
  } else if (process.env.CI) {
    describe(title, () => {
      it('has its data', () => {
        throw new Error(`${path} is missing: set FOURGATE_DATA to the folder of the data sets.`);
      });
    });
  } else {
    console.warn(`No data for "${title}": ${path} is missing, these tests were left out.`);
    // What defines the tests may itself read the data.
    describe.skip(`${title} (no data: ${path})`, () => {
      it('needs its data', () => {});
    });
  }
}
