import { describe, expect, it } from 'vitest';
import { runLocks } from '../../src/runs/run_locks.ts';
import { fileOf, keptIn, newRunName } from '../../src/runs/run_storage.ts';

describe('in a browser without locks', () => {
  it('a worker knows its own runs, and that it sees no others', async () => {
    const locks = runLocks(undefined);
    const other = runLocks(undefined);
    expect(locks.shared).toBe(false);
    const release = await locks.hold('a');
    expect(await locks.hold('a')).toBeUndefined();
    expect([await locks.held(), await other.held()]).toEqual([new Set(['a']), new Set()]);
    await release?.();
    expect(await locks.hold('a')).toBeDefined();
  });
});

describe('names of kept runs', () => {
  it('are read from the file names, which every store accepts', () => {
    const run = newRunName();
    expect(run).toMatch(/^[a-z0-9-]{8,60}$/);
    expect(newRunName()).not.toBe(run);
    for (const name of [run, '']) {
      for (const which of ['latest', 'best'] as const) {
        expect(keptIn(fileOf(which, name))).toEqual({ which, run: name });
      }
    }
    expect(fileOf('best', '')).toBe('best.safetensors');
    for (const file of ['epoch-1.safetensors', 'latest-A.safetensors', 'latest.safetensors.part', 'notes.txt']) {
      expect(keptIn(file)).toBeUndefined();
    }
  });
});
