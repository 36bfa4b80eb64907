import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError, DataError } from '../../src/errors.ts';
import type { PhotoParts } from '../../src/sources/data_source.ts';
import { loadTrainingData } from '../../src/sources/load.ts';
import { summaryOf } from '../../src/worker/evaluation.ts';
import { expectFault } from '../data/support/faults.ts';
import { writePhotos } from '../prepare/support/photo_folder.ts';
import { captionFiles, type Told, textsBesidePictures } from '../prepare/support/six_formats.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';

const folder = mkdtempSync(join(tmpdir(), 'fourgate-photos-'));
let photos: File[] = [];
let told: Told[] = [];

beforeAll(async () => {
  told = (await writePhotos(folder, 20)).map(({ name, captions }) => ({ name: basename(name), captions }));
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  photos = names
    .filter((name) => name.includes('.'))
    .map((name) => fileOf(basename(name), readFileSync(join(folder, name))));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileOf = (name: string, content: Uint8Array<ArrayBuffer> | string) =>
  new File([content], name, { lastModified: 1 });
const captions = () => fileOf('captions.txt', captionFiles["Flickr8k's captions.txt"]?.(told) ?? '');

async function load(parts: Omit<PhotoParts, 'paths'>, files = photos) {
  const progress: number[] = [];
  const paths = [...files, ...parts.texts].map(({ name }) => name);
  const source = { kind: 'files', name: 'mine', files, photos: { ...parts, paths } } as const;
  const made = await loadTrainingData(source, (_, done) => void progress.push(done));
  return { ...made, progress };
}

describe('photos given to the page', () => {
  it('become a data set, with what was left out', async () => {
    const broken = [fileOf('broken.jpg', 'no picture'), fileOf('silent.png', '')];
    const file = fileOf('captions.txt', `${await captions().text()}broken.jpg,broken\ngone.jpg,gone\n`);
    const made = await load({ texts: [file] }, [...photos, ...broken]);
    expect(made.progress).toEqual([16, 21]);
    expect(summaryOf(made, 1)).toMatchObject({
      name: 'mine',
      splits: [{ name: 'train' }, { name: 'val', images: 2 }, { name: 'test', images: 2 }],
      featuresBy: expect.stringContaining("Scenes' descriptor"),
      remarks: [
        '1 picture with captions is missing: gone.jpg',
        '1 picture without captions left out: silent.png',
        '1 picture that cannot be decoded left out: broken.jpg',
      ],
    });
    expect(made.origin).toEqual({ kind: 'files', name: 'mine' });
    const { references, url } = made.picture('val', 0);
    expect(references).toEqual(told.find(({ name }) => url === `images/${name}`)?.captions);
  });

  it('give the same data set with texts beside them', async () => {
    const texts = Object.entries(textsBesidePictures(told)).map(([name, text]) => fileOf(name, text));
    const [one, other] = [await load({ texts: [captions()] }), await load({ texts })];
    expect(other.data.splits.train?.captions).toEqual(one.data.splits.train?.captions);
    expect(other.data.vocabulary).toEqual(one.data.vocabulary);
  });

  it('get features of the network whose weights are given', async () => {
    const cnn = fileOf('small.safetensors', Uint8Array.from(smallFile('1.1')));
    const { data } = await load({ texts: [captions()], cnn });
    expect(data.featureMark?.madeBy).toMatch(/^SqueezeNet 1\.1/);
    const { features } = data.splits.train ?? {};
    expect(features?.readRows([0])).not.toEqual(features?.readRows([1]));
  });

  it('are refused without captions or with wrong weights', async () => {
    const none = { where: 'photos', expected: 'one file of captions, or texts beside', found: 'none' };
    await expectFault(DataError, none, () => load({ texts: [] }));
    const two = [captions(), fileOf('others.csv', '')];
    await expectFault(DataError, { ...none, found: 'captions.txt, others.csv' }, () => load({ texts: two }));
    const latin = [
      fileOf('captions.txt', Uint8Array.from([...new TextEncoder().encode('image,caption\na.jpg,gr'), 0xfc])),
    ];
    const encoding = { where: 'captions.txt', expected: 'text in UTF-8', found: 'line 2' };
    await expectFault(DataError, encoding, () => load({ texts: latin }));
    const cnn = fileOf('wrong.safetensors', 'nothing of a network');
    await expect(load({ texts: [captions()], cnn })).rejects.toThrow(CheckpointError);
  });
});
