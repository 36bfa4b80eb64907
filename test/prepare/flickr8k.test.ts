import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { captionsBeside } from '../../src/prepare/beside.ts';
import { matchPictures } from '../../src/prepare/match_pictures.ts';
import type { CaptionsFile } from '../../src/prepare/mention.ts';
import { prepareDataset } from '../../src/prepare/prepare_dataset.ts';
import { readCaptions } from '../../src/prepare/read_captions.ts';
import { runScript } from '../start/run_script.ts';
import { describeWithData } from '../support/shared_data.ts';
import { madeMaker, madePicture } from './support/made_maker.ts';
import { captionFiles, type Told, textsBesidePictures } from './support/six_formats.ts';

/** The test pictures of Flickr8k with their captions, in the order of the shared files. */
function flickr8k(path: string): Told[] {
  const references: { test: string[][] } = JSON.parse(readFileSync(join(path, 'references.json'), 'utf8'));
  const urls = readFileSync(join(path, 'test2014_urls.txt'), 'utf8').trim().split('\n');
  return urls.map((url, index) => ({ name: basename(url.trim()), captions: references.test[index] ?? [] }));
}

describeWithData('flickr8k', 'the 1,000 test pictures of Flickr8k', (path) => {
  const told = flickr8k(path);
  const paths = told.map(({ name }) => name);

  /** The data set of a captions file, with made-up features. Only one format has splits: they are left out. */
  const datasetOf = (file: CaptionsFile) =>
    prepareDataset(
      'captions',
      matchPictures('images', paths, file.mentions).pictures.map(({ path: of, captions }) => ({ path: of, captions })),
      {
        ...{ maker: madeMaker, decode: async (name) => madePicture(name), batchSize: 64 },
        ...{ minCount: 5, captionLength: 17, val: 0.1, test: 0.1, seed: 1 },
        store: { read: async () => undefined, write: async () => {} },
      },
    );

  it('give the same data set from every format', async () => {
    const texts = textsBesidePictures(told);
    const beside = captionsBeside('images', [...paths, ...Object.keys(texts)], (name) => texts[name] ?? '');
    const files = Object.values(captionFiles).map((write) => readCaptions('captions', write(told)));
    const made = await Promise.all([beside, ...files].map(datasetOf));
    expect(made).toHaveLength(7);
    for (const one of made) expect(one).toEqual(made[0]);
    const data = await loadCocoData({ name: 'flickr8k', files: made[0]?.files ?? [] });
    const sizes = Object.values(data.splits).map(({ features, captionCount }) => [features.count, captionCount]);
    expect(sizes).toEqual([
      [800, 4000],
      [100, 500],
      [100, 500],
    ]);
    const byName = new Map(told.map(({ name, captions }) => [`images/${name}`, captions]));
    const { val } = data.splits;
    expect(val?.references).toEqual(val?.urls.map((url) => byName.get(url)));
  });
});

describeWithData('flickr8k', 'a folder of photos through SqueezeNet', (path) => {
  const COUNT = 12;
  const folder = mkdtempSync(join(tmpdir(), 'fourgate-flickr8k-'));
  const told = flickr8k(path).slice(0, COUNT);

  beforeAll(() => {
    for (const { name } of told) symlinkSync(join(path, 'images', name), join(folder, name));
    writeFileSync(join(folder, 'captions.txt'), captionFiles["Flickr8k's captions.txt"]?.(told) ?? '');
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has the features of the shared file', async () => {
    const out = join(folder, 'out');
    const done = await runScript('prepare', [
      ...['--pictures', folder, '--captions', join(folder, 'captions.txt'), '--out', out, '--backend', 'cpu'],
      ...['--cnn', join(path, '../../models/squeezenet_v1.1_features.safetensors'), '--min-count', '1'],
    ]);
    expect(done).toMatchObject({ code: 0, err: '' });
    const [shared, own] = [await loadCocoData(path), await loadCocoData(out)];
    expect(own.featureMark?.madeBy).toMatch(/^SqueezeNet 1\.1/);
    let compared = 0;
    for (const { urls, features } of Object.values(own.splits)) {
      for (const [row, url] of urls.entries()) {
        const right = shared.splits.test?.features.readRows([told.findIndex(({ name }) => `images/${name}` === url)]);
        const found = features.readRows([row]);
        const difference = Math.hypot(...found.map((value, i) => value - (right?.[i] ?? 0)));
        expect(difference / Math.hypot(...(right ?? []))).toBeLessThan(1e-3);
        compared++;
      }
    }
    expect(compared).toBe(COUNT);
    shared.close();
    own.close();
  });
});
