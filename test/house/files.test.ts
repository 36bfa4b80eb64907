import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ops } from '../../src/ops/every_op.ts';
import { filesUnder, importsOf, root } from './sources.ts';

// What a file is to be is one idea; this only finds those that have stopped being one.
const longest = 350;
const shortest = 40;
const lines = (file: string) => readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length;
const stems = (folder: string, ending: RegExp) =>
  new Set(filesUnder(folder, ending).map((file) => basename(file).replace(ending, '')));

describe('files', () => {
  it(`hold one idea: at most ${longest} lines`, () => {
    const files = ['src', 'shaders', 'parity', 'scripts', 'bench', 'command', 'test'].flatMap((folder) =>
      filesUnder(folder, /\.(tsx?|mjs|wgsl)$/),
    );
    files.push(...filesUnder('python', /\.py$/));
    expect(files.length).toBeGreaterThan(50);
    expect(files.filter((file) => lines(file) > longest).map((file) => `${file}: ${lines(file)} lines`)).toEqual([]);
  });

  it(`are not fragments: a file that only one other imports has ${shortest} lines, except ops, twins and shaders`, () => {
    const all = ['src', 'parity', 'scripts', 'bench', 'command', 'test'].flatMap((folder) =>
      filesUnder(folder, /\.tsx?$/),
    );
    const importers = new Map<string, Set<string>>();
    for (const { from, to } of all.flatMap(importsOf)) importers.set(to, (importers.get(to) ?? new Set()).add(from));
    const fragments = all.filter(
      (file) => lines(file) < shortest && importers.get(file)?.size === 1 && !/^(src\/(ops|cpu)|test)\//.test(file),
    );
    expect(fragments.map((file) => `${file}: ${lines(file)} lines`)).toEqual([]);
  });

  it('name things in snake_case', () => {
    const files = filesUnder('src', /\.tsx?$/);
    expect(files.filter((file) => !/^[a-z0-9_]+(\.d)?\.tsx?$/.test(basename(file)))).toEqual([
      'src/gpu/wgsl-preprocessor.d.ts',
    ]);
  });
});

describe('every op has its stem everywhere', () => {
  const recordOf = (name: string) => {
    const record = filesUnder('src/ops', /\.ts$/).find((file) =>
      readFileSync(join(root, file), 'utf8').includes(`name: '${name}'`),
    );
    return basename(record ?? '', '.ts');
  };
  const places = {
    'src/ops': stems('src/ops', /\.ts$/),
    'src/cpu': stems('src/cpu', /\.ts$/),
    shaders: stems('shaders', /\.wgsl$/),
  };

  const launches = readFileSync(join(root, 'src/gpu/kernels/every_kernel.ts'), 'utf8');

  it.each(Object.keys(ops))('%s', (name) => {
    // A family of ops, such as the update rules, may share the file named after the family.
    const family = recordOf(name);
    const without = Object.entries(places).filter(([, found]) => !found.has(name) && !found.has(family));
    expect(without.map(([place]) => place)).toEqual([]);
    expect(launches).toContain(`\n  ${name}: `);
  });
});
