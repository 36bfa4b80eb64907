import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { DataError } from '../../src/errors.ts';
import { cocoFolder, filesOf } from './support/coco_folder.ts';
import { expectFault } from './support/faults.ts';

describe('loadCocoData refuses', () => {
  it.each(['coco2014_captions.h5', 'coco2014_vocab.json'])('no file %s', async (missing) => {
    const files = (await filesOf(cocoFolder())).filter(({ name }) => name !== missing);
    const fault = { where: 'small', expected: `a file ${missing}`, found: 'val2014_urls.txt' };
    await expectFault(DataError, fault, () => loadCocoData({ name: 'small', files }));
  });

  it('no files, or one twice', async () => {
    const nothing = { where: 'none', expected: 'a file coco2014_vocab.json', found: 'no files' };
    await expectFault(DataError, nothing, () => loadCocoData({ name: 'none', files: [] }));
    const [file, ...others] = await filesOf(cocoFolder());
    const files = file ? [file, ...others, file] : others;
    const twice = { where: 'small/coco2014_captions.h5', expected: 'one file', found: 'two' };
    await expectFault(DataError, twice, () => loadCocoData({ name: 'small', files }));
  });

  it('no path, or a file for a path', async () => {
    const gone = { where: '/no/such/folder', expected: 'a folder that can be read', found: 'ENOENT' };
    await expectFault(DataError, gone, () => loadCocoData('/no/such/folder'));
    const folder = mkdtempSync(join(tmpdir(), 'fourgate-coco-'));
    try {
      writeFileSync(join(folder, 'file'), '');
      const file = { where: `${folder}/file`, expected: 'a folder', found: 'ENOTDIR' };
      await expectFault(DataError, file, () => loadCocoData(`${folder}/file`));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('dropped files outside a worker', async () => {
    const fault = { where: 'dropped files', expected: 'a worker', found: 'without FileReaderSync' };
    await expectFault(DataError, fault, () => loadCocoData([new File(['{}'], 'coco2014_vocab.json')]));
  });
});
