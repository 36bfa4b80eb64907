import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { splitOf } from '../../src/data/split.ts';
import { DataError } from '../../src/errors.ts';
import { cocoFolder, filesOf } from './support/coco_folder.ts';
import { writeLargeFeatures } from './support/large_file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fourgate-open-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Writes train features too large to keep, and whatever `urls` val has. */
async function writeFolder(urls: string): Promise<void> {
  const coco = cocoFolder();
  delete coco.features['train2014_vgg16_fc7_pca.h5'];
  coco.urls = { 'val2014_urls.txt': urls };
  for (const { name, bytes } of await filesOf(coco)) writeFileSync(join(folder, name), bytes);
  await writeLargeFeatures(join(folder, 'train2014_vgg16_fc7_pca.h5'), 3_000_000, 3, [2]);
}

/** Files of the folder that this process has open, where the system tells. */
function openHandles(): string[] {
  if (!existsSync('/proc/self/fd')) return [];
  return readdirSync('/proc/self/fd').flatMap((handle) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${handle}`);
      return path.startsWith(folder) ? [path] : [];
    } catch {
      return [];
    }
  });
}

describe('loadCocoData', () => {
  it('keeps only large feature files open, until close()', async () => {
    await writeFolder('a\nb\n');
    const data = await loadCocoData(folder);
    expect(splitOf(data, 'train').features.readRows([2])[0]).toBe(2);
    if (existsSync('/proc/self/fd')) expect(openHandles()).toEqual([join(folder, 'train2014_vgg16_fc7_pca.h5')]);
    data.close();
    data.close();
    expect(openHandles()).toEqual([]);
  });

  it('leaves nothing open when it fails', async () => {
    await writeFolder('one too few\n');
    await expect(loadCocoData(folder)).rejects.toThrow(DataError);
    expect(openHandles()).toEqual([]);
  });
});
