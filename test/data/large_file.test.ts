import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { memorySource } from '../../src/data/byte_source.ts';
import { openFeatures } from '../../src/data/features.ts';
import { openHdf5 } from '../../src/data/hdf5.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { sampleCocoMinibatch } from '../../src/data/minibatch.ts';
import { folderFiles } from '../../src/data/node_files.ts';
import { splitOf } from '../../src/data/split.ts';
import { DataError } from '../../src/errors.ts';
import { Random } from '../../src/random.ts';
import { cocoFolder, filesOf } from './support/coco_folder.ts';
import { expectFault } from './support/faults.ts';
import { writeLargeFeatures } from './support/large_file.ts';
import { hdf5Bytes } from './support/write_hdf5.ts';

/** COCO's training images and the length of fc7: 1.36 GB. */
const IMAGES = 82_783;
const LENGTH = 4096;
const NAME = 'train2014_vgg16_fc7.h5';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-large-'));
afterAll(() => rmSync(folder, { recursive: true }));

const random = new Random(1);
const rows = Array.from({ length: 100 }, () => random.below(IMAGES));
await writeLargeFeatures(join(folder, NAME), IMAGES, LENGTH, [...rows, IMAGES - 1]);

const megabytes = (bytes: number) => bytes / 2 ** 20;

describe('a feature file of 1.36 GB', () => {
  it('gives 100 random rows without being read', async () => {
    expect(megabytes(statSync(join(folder, NAME)).size)).toBeGreaterThan(1290);
    const source = folderFiles(folder).open(NAME);
    let bytesRead = 0;
    const features = openFeatures(
      await openHdf5({
        ...source,
        readAt(position, into) {
          bytesRead += into.length;
          return source.readAt(position, into);
        },
      }),
    );
    expect([features.count, features.length]).toEqual([IMAGES, LENGTH]);
    expect(megabytes(bytesRead)).toBeLessThan(0.1);
    const read = features.readRows(rows);
    expect(rows.map((_, i) => read[i * LENGTH])).toEqual(rows);
    expect(features.readRows([IMAGES - 1])[0]).toBe(IMAGES - 1);
    // The rows themselves, and the directory.
    expect(bytesRead).toBeLessThan(102 * LENGTH * 4);
    features.close();
  });

  it('costs less than 100 MB of heap as a data set, minibatches and all', async () => {
    const coco = cocoFolder();
    coco.features = {};
    coco.captions = {
      train_captions: { data: Int32Array.from(rows.flatMap(() => [1, 4, 5, 2])), shape: [100, 4] },
      train_image_idxs: { data: Int32Array.from(rows), shape: [100] },
    };
    coco.urls = {};
    for (const { name, bytes } of await filesOf(coco)) writeFileSync(join(folder, name), bytes);
    globalThis.gc?.();
    const before = process.memoryUsage();
    const data = await loadCocoData(folder);
    for (let i = 0; i < 5; i++) sampleCocoMinibatch(data, { random });
    const after = process.memoryUsage();
    expect(megabytes(after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers)).toBeLessThan(100);
    data.close();
    const { features } = splitOf(data, 'train');
    const closed = { where: `${NAME}: dataset features`, expected: 'an open file', found: 'closed' };
    await expectFault(DataError, closed, () => features.readRows([0]));
  });

  it('refuses rows that do not exist, and names a NaN when its row is read', async () => {
    await writeLargeFeatures(join(folder, 'nan.h5'), IMAGES, LENGTH, [70_000]);
    const source = folderFiles(folder).open('nan.h5');
    const features = openFeatures(
      await openHdf5({
        ...source,
        readAt(position, into) {
          const count = source.readAt(position, into);
          const marked = new Float32Array(into.buffer, into.byteOffset, into.length >> 2);
          // The mark of row 70,000 stands for a NaN.
          marked.forEach((value, i) => {
            if (value === 70_000) marked[i] = Number.NaN;
          });
          return count;
        },
      }),
    );
    const where = 'dataset features';
    expect(features.readRows([69_999]).every((value) => value === 0)).toBe(true);
    const nan = { where: `${where}, row 70000, column 0`, expected: 'a finite number', found: 'NaN' };
    await expectFault(DataError, nan, () => features.readRows([5, 70_000]));
    for (const row of [IMAGES, -1, 0.5]) {
      const fault = { where, expected: `rows from 0 to ${IMAGES - 1}`, found: `row ${row}` };
      await expectFault(DataError, fault, () => features.readRows([0, row]));
    }
    features.close();
  });
});

it.each([
  ['on disk', 0],
  ['in memory', 1e9],
])('gzipped features %s give rows in any order, repeated and from one chunk', async (_, keptBytes) => {
  const [count, length] = [700, 20];
  const data = Float32Array.from({ length: count * length }, (_, i) => i);
  const bytes = await hdf5Bytes({ features: { data, shape: [count, length], chunks: [128, length], gzip: true } });
  const features = openFeatures(await openHdf5(memorySource('zipped.h5', bytes)), keptBytes);
  const wanted = [699, 3, 3, 130, 127, 128, 0, 345, 4];
  const read = features.readRows(wanted);
  wanted.forEach((row, place) => {
    expect(read.subarray(place * length, (place + 1) * length)).toEqual(
      data.subarray(row * length, (row + 1) * length),
    );
  });
  expect(features.readRows([])).toHaveLength(0);
  features.close();
});
