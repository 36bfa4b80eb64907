import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { writeWhole } from '../../scripts/paths.ts';
import { StorageError } from '../../src/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-paths-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('results replace a file as a whole, or leave no half of one', () => {
  const path = join(folder, 'results.json');
  writeWhole(path, 'first');
  writeWhole(path, 'second');
  expect(readFileSync(path, 'utf8')).toBe('second');
  const denied = join(folder, 'denied');
  mkdirSync(denied);
  expect(() => writeWhole(denied, 'é')).toThrow(StorageError);
  expect(() => writeWhole(denied, 'é')).toThrow(`${denied}: expected room for 2 bytes, found `);
  expect(readdirSync(folder).sort()).toEqual(['denied', 'results.json']);
});
