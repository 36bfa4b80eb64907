import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, it } from 'vitest';

/**
 * The folder with data too large for the repository, in `datasets`, `models` and `cases`: what the environment variable
 * FOURGATE_DATA names. Without it the tests that need it are left out, and say so.
 */
const folder = process.env.FOURGATE_DATA ? resolve(process.env.FOURGATE_DATA) : undefined;

/** `describe` for tests that need the data set `name`. */
export function describeWithData(name: string, title: string, define: (path: string) => void): void {
  describeWithFolder(join('datasets', name), title, define);
}

/** As `describeWithData`, for one folder of small files that were once read wrongly; their right values lie beside it. */
export function describeWithCase(name: string, title: string, define: (path: string) => void): void {
  describeWithFolder(join('cases', name), title, define);
}

/** The right values of every case, as they were computed apart from this project. */
export function expectedOfCases<T>(): T {
  return JSON.parse(readFileSync(join(folder ?? '', 'cases/expected.json'), 'utf8')) as T;
}

function describeWithFolder(place: string, title: string, define: (path: string) => void): void {
  if (folder === undefined) {
    // What defines the tests may itself read the data.
    describe.skip(`${title} (needs ${place} of FOURGATE_DATA)`, () => {
      it('is not tried', () => {});
    });
    return;
  }
  const path = join(folder, place);
  describe(title, () => {
    if (existsSync(path)) define(path);
    else {
      it('has its data', () => {
        throw new Error(`${path} is missing, though FOURGATE_DATA names its folder.`);
      });
    }
  });
}
