import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './sources.ts';

const text = readFileSync(join(root, 'package-lock.json'), 'utf8');
const lock = JSON.parse(text) as { packages: Record<string, Record<string, unknown>> };

describe('package-lock.json', () => {
  it('has no download addresses, so that everyone installs from their own registry', () => {
    const packages = Object.entries(lock.packages);
    expect(packages.length).toBeGreaterThan(100);
    expect(packages.filter(([, entry]) => 'resolved' in entry).map(([name]) => name)).toEqual([]);
  });

  it('lists every package for every platform, or npm ci refuses it elsewhere', () => {
    const missing = Object.entries(lock.packages).flatMap(([name, entry]) =>
      Object.keys((entry.optionalDependencies as object | undefined) ?? {})
        .filter(
          (wanted) => !(`node_modules/${wanted}` in lock.packages || `${name}/node_modules/${wanted}` in lock.packages),
        )
        .map((wanted) => `${name} → ${wanted}`),
    );
    expect(missing).toEqual([]);
  });
});
