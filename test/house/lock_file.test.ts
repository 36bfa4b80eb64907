import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './sources.ts';

type Packages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

const read = (file: string) => JSON.parse(readFileSync(join(root, file), 'utf8'));

describe.each([
  { folder: '.', least: 100 },
  { folder: 'bench', least: 3 },
  { folder: 'scripts', least: 1 },
  { folder: 'tools', least: 40 },
  { folder: 'test/package', least: 100 },
])('package-lock.json of $folder', ({ folder, least }) => {
  const { packages } = read(join(folder, 'package-lock.json')) as { packages: Packages };

  it('has no download addresses, so that everyone installs from their own registry', () => {
    const entries = Object.entries(packages);
    expect(entries.length).toBeGreaterThan(least);
    expect(entries.filter(([, entry]) => 'resolved' in entry).map(([name]) => name)).toEqual([]);
  });

  it('lists every package for every platform, or npm ci refuses it elsewhere', () => {
    const missing = Object.entries(packages).flatMap(([name, entry]) =>
      Object.keys((entry.optionalDependencies as object | undefined) ?? {})
        .filter((wanted) => !(`node_modules/${wanted}` in packages || `${name}/node_modules/${wanted}` in packages))
        .map((wanted) => `${name} → ${wanted}`),
    );
    expect(missing).toEqual([]);
  });
});

it('npm start installs neither a library that the benchmark compares with nor WebGPU for Node', () => {
  const { packages } = read('package-lock.json') as { packages: Packages };
  const { scripts } = read('package.json') as { scripts: Readonly<Record<string, string>> };
  expect(scripts.prestart).toBe('node scripts/setup.mjs');
  const elsewhere = ['bench', 'scripts'].flatMap((folder) =>
    Object.keys(read(join(folder, 'package.json')).dependencies as object),
  );
  expect(elsewhere).toEqual(expect.arrayContaining(['@jax-js/jax', '@tensorflow/tfjs-core', 'webgpu']));
  expect(elsewhere.filter((name) => `node_modules/${name}` in packages)).toEqual([]);
});
