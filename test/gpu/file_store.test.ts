import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { fileStore } from '../../src/gpu/tuning/file_store.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fourgate-tuning-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("tuning's files in Node", () => {
  const key = 'vendor/one: a card, 1a2b';
  const choices = { affine_forward: 'tile_64' };

  it('return what was written, from another store too, and leave no partial file', async () => {
    await fileStore(join(folder, 'a'))?.write(key, { other: 'plain' });
    await fileStore(join(folder, 'a'))?.write(key, choices);
    expect(await fileStore(join(folder, 'a'))?.read(key)).toEqual(choices);
    expect(readdirSync(join(folder, 'a'))).toHaveLength(1);
    await expect(fileStore(join(folder, 'a'))?.read('another')).rejects.toThrow('ENOENT');
  });

  it('are in the cache folder', async () => {
    vi.stubEnv('XDG_CACHE_HOME', folder);
    await fileStore()?.write('key', choices);
    vi.unstubAllEnvs();
    expect(readdirSync(join(folder, 'fourgate'))).toEqual(['tuning-key.json']);
  });

  it('are ignored when damaged', async () => {
    writeFileSync(join(folder, 'tuning-key.json'), '{"affine');
    await expect(fileStore(folder)?.read('key')).rejects.toThrow(SyntaxError);
  });
});
