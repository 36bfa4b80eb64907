import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { makeFolder } from '../src/make_folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('makes a folder and its parents, and leaves an existing one alone', () => {
  const path = join(folder, 'a', 'b', 'c');
  makeFolder(path);
  writeFileSync(join(path, 'kept'), '');
  makeFolder(path);
  makeFolder(`${path}/`);
  expect(existsSync(join(path, 'kept'))).toBe(true);
});

it('makes one below the working directory', () => {
  const before = process.cwd();
  process.chdir(folder);
  try {
    makeFolder('x/y');
  } finally {
    process.chdir(before);
  }
  expect(statSync(join(folder, 'x', 'y')).isDirectory()).toBe(true);
});

it('accepts one that another process makes at the same time', () => {
  const path = join(folder, 'twice');
  const makesItself = (asked: string) => {
    mkdirSync(asked);
    throw new Error('EEXIST');
  };
  makeFolder(path, { statSync, mkdirSync: makesItself });
  expect(existsSync(path)).toBe(true);
});

it('throws if a file is in the way', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolder(join(folder, 'file'))).toThrow('EEXIST');
  expect(() => makeFolder(join(folder, 'file', 'below'))).toThrow(/EEXIST|ENOTDIR/);
});

it('ends if a folder cannot be made, and reports that it does not exist', () => {
  const asked: string[] = [];
  const refuses = (path: string) => {
    asked.push(path);
    throw new Error(`ENOENT: no such file or directory, mkdir '${path}'`);
  };
  const fs = { statSync, mkdirSync: refuses };
  expect(() => makeFolder(join(folder, 'new'), fs)).toThrow('ENOENT');
  expect(asked).toEqual([join(folder, 'new')]);
  expect(() => makeFolder(join(folder, 'new', 'below'), fs)).toThrow('ENOENT');
  expect(asked).toHaveLength(2);
});
