import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-count-'));
afterAll(() => rmSync(folder, { recursive: true }));

function count(results?: object, ...steps: string[]) {
  const file = join(folder, 'results.json');
  rmSync(file, { force: true });
  if (results) writeFileSync(file, JSON.stringify(results));
  const { stdout, status } = spawnSync(process.execPath, ['scripts/count_tests.mjs', file, ...steps], {
    encoding: 'utf8',
  });
  return { stdout, line: stdout.trimEnd().split('\n').at(-1), status };
}

it.each([
  ['all pass', { numPassedTests: 12, numFailedTests: 0, numFailedTestSuites: 0 }, '12 passed, 0 failed', 0],
  ['some fail', { numPassedTests: 10, numFailedTests: 2, numFailedTestSuites: 1 }, '10 passed, 2 failed', 1],
  ['a file does not load', { numPassedTests: 5, numFailedTests: 0, numFailedTestSuites: 1 }, '5 passed, 1 failed', 1],
  ['nothing ran', { numPassedTests: 0, numFailedTests: 0, numFailedTestSuites: 0 }, '0 passed, 1 failed', 1],
  ['there are no results', undefined, '0 passed, 1 failed', 1],
])('%s', (_, results, line, status) => {
  expect(count(results)).toMatchObject({ line, status });
});

it('the exit code of every other step counts as a test', () => {
  const results = { numPassedTests: 12, numFailedTests: 0, numFailedTestSuites: 0 };
  expect(count(results, '0')).toMatchObject({ line: '13 passed, 0 failed', status: 0 });
  expect(count(results, '0', '124')).toMatchObject({ line: '13 passed, 1 failed', status: 1 });
  expect(count(undefined, '0')).toMatchObject({ line: '1 passed, 1 failed', status: 1 });
});

it('lists what was not tried', () => {
  const results = { numPassedTests: 1, numFailedTests: 0, numFailedTestSuites: 0 };
  const assertionResults = [
    { status: 'passed', fullName: 'adds' },
    { status: 'skipped', fullName: 'Flickr8k (needs datasets/flickr8k of FOURGATE_DATA) is not tried' },
  ];
  const { stdout, line } = count({ ...results, testResults: [{ assertionResults }] });
  expect(stdout).toContain('Not tried: Flickr8k (needs datasets/flickr8k of FOURGATE_DATA) is not tried\n');
  expect(stdout).not.toContain('adds');
  expect(line).toBe('1 passed, 0 failed');
});
