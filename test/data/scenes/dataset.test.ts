import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { datasetMark } from '../../../src/checkpoint/fingerprint.ts';
import type { CaptionDataset } from '../../../src/data/dataset.ts';
import { decodeCaptions } from '../../../src/data/decode_captions.ts';
import { createScenes, type Scenes } from '../../../src/data/scenes/dataset.ts';
import { describePicture } from '../../../src/data/scenes/descriptor.ts';
import { WORDS } from '../../../src/data/scenes/grammar.ts';
import type { ScenesOptions } from '../../../src/data/scenes/options.ts';
import { sceneKey } from '../../../src/data/scenes/scene.ts';
import { COLOURS, SHAPES } from '../../../src/data/scenes/words.ts';
import { DataError, OptionError } from '../../../src/errors.ts';
import { heldOutAccuracy } from './linear_probe.ts';

const SPLITS = ['train', 'val', 'test'];

describe('createScenes', () => {
  let scenes: Scenes;
  const progress: string[] = [];

  beforeAll(async () => {
    scenes = await createScenes({ onProgress: (what, done, total) => progress.push(`${what} ${done}/${total}`) });
  });

  it('makes 4000 + 500 + 500 pictures with five captions each', () => {
    const { data } = scenes;
    expect(Object.keys(data.splits)).toEqual(SPLITS);
    expect(SPLITS.map((split) => data.splits[split]?.features.count)).toEqual([4000, 500, 500]);
    expect(SPLITS.map((split) => data.splits[split]?.captionCount)).toEqual([20_000, 2500, 2500]);
    expect([data.name, data.captionLength, data.featureLength]).toEqual(['Scenes', 17, 512]);
    expect(data.vocabulary.idxToWord).toEqual(WORDS);
  });

  it('reports progress up to the last picture', () => {
    expect(progress[0]).toBe('pictures 100/5000');
    expect(progress.at(-1)).toBe('pictures 5000/5000');
    expect(progress).toHaveLength(50);
  });

  it('has the captions, features and addresses of every picture', () => {
    for (const name of SPLITS) {
      const split = scenes.data.splits[name];
      if (!split) throw new Error(`no split ${name}`);
      const all = { shape: [split.captionCount, 17], data: split.captions };
      const decoded = [decodeCaptions(all, scenes.data.vocabulary.idxToWord)].flat();
      const images = Array.from({ length: split.features.count }, (_, image) => image);
      const references = images.flatMap((image) => scenes.references(name, image));
      expect(decoded).toEqual(references.map((caption) => `<START> ${caption} <END>`));
      expect([...split.imageIdxs]).toEqual(images.flatMap((image) => [image, image, image, image, image]));
      expect(split.urls[7]).toBe(`scene:231/${name}/7`);
      const some = [0, 123, 499];
      const described = some.flatMap((image) => [...describePicture(scenes.pixels(name, image))]);
      expect([...split.features.readRows(some)]).toEqual(described);
    }
  });

  it('equals that of commit 7a61700', () => {
    expect(datasetMark(scenes.data)).toEqual({ name: 'Scenes', fingerprint: '5728d7f8' });
    expect(hashOf(scenes.data)).toBe('2933aeb1000c798f551ea36e3855706e5e858265088cef91a433980eb506dd22');
  });

  it('has no scene in two splits: not even two with the same description', () => {
    const keys = SPLITS.map((name) => {
      const count = scenes.data.splits[name]?.features.count ?? 0;
      return new Set(Array.from({ length: count }, (_, image) => sceneKey(scenes.scene(name, image))));
    });
    const [train = new Set(), val = new Set(), test = new Set()] = keys;
    expect([...val, ...test].filter((key) => train.has(key))).toEqual([]);
    expect([...test].filter((key) => val.has(key))).toEqual([]);
  });

  it('lets a linear model read colour and shape of the main object from the features', () => {
    const features = (name: string) => {
      const { features: matrix } = scenes.data.splits[name] ?? {};
      return matrix ? matrix.readRows(Array.from({ length: 500 }, (_, image) => image)) : new Float32Array();
    };
    const labels = (of: (image: number) => number) => Array.from({ length: 500 }, (_, image) => of(image));
    const [train, test] = [features('train'), features('test')];
    const colour = (name: string) => labels((image) => COLOURS.indexOf(scenes.scene(name, image).main.colour));
    const shape = (name: string) => labels((image) => SHAPES.indexOf(scenes.scene(name, image).main.shape));
    expect(heldOutAccuracy(train, colour('train'), test, colour('test'), 8)).toBeGreaterThanOrEqual(0.97);
    expect(heldOutAccuracy(train, shape('train'), test, shape('test'), 8)).toBeGreaterThanOrEqual(0.93);
  });

  it('names a split or an image that does not exist', () => {
    expect(() => scenes.scene('dev', 0)).toThrow(DataError);
    expect(() => scenes.pixels('test', 500)).toThrow(/test, image 500/);
    expect(() => scenes.references('test', -1)).toThrow(DataError);
  });
});

// What commit 7a61700 gave, which wrote HDF5 files and read them again: checkpoints of then resume. Pixels came later.
describe('Scenes of other options equal those of earlier versions', () => {
  it.each([
    [
      { train: 60, val: 20, test: 20, seed: 5 },
      '3cd85a09',
      '9b17d4394f0a6279593173ebc49fc8f8f624b5e7cd78942d96dac288a5ca2ad7',
    ],
    [
      { train: 60, val: 20, test: 20, features: 'pixels' },
      '26d0a6e8',
      'f019296a182f04092ea27422352355e73ac56aa687a7544c895e6237528dddfd',
    ],
  ] as const)('%o', async (options, fingerprint, hash) => {
    const { data } = await createScenes(options);
    expect(datasetMark(data)).toEqual({ name: 'Scenes', fingerprint });
    expect(hashOf(data)).toBe(hash);
  });
});

/** SHA-256 of everything in a data set. */
function hashOf(data: CaptionDataset): string {
  const hash = createHash('sha256');
  const addJson = (...values: unknown[]) => hash.update(JSON.stringify(values));
  const { idxToWord, wordToIdx } = data.vocabulary;
  const sizes = [data.captionLength, data.featureLength];
  addJson(
    data.name,
    idxToWord,
    Object.entries(wordToIdx),
    ...sizes,
    Object.keys(data.splits),
    data.featureMark ?? null,
  );
  for (const split of Object.values(data.splits)) {
    const { name, captionCount, captions, imageIdxs, features, urls, references = null } = split;
    addJson(name, captionCount, urls, references, features.count, features.length, Object.keys(split).sort());
    hash.update(bytesOf(captions)).update(bytesOf(imageIdxs));
    for (let image = 0; image < features.count; image++) hash.update(bytesOf(features.readRows([image])));
  }
  return hash.digest('hex');
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);

describe('options of createScenes', () => {
  it('give the same data for the same seed, other data for another', async () => {
    const make = async (seed: number) => {
      const { data } = await createScenes({ seed, train: 20, val: 2, test: 2 });
      const { captions, features } = data.splits.train ?? {};
      return [[...(captions ?? [])], [...(features?.readRows([0, 19]) ?? [])]];
    };
    const [first, again, other] = [await make(5), await make(5), await make(6)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('do not change a split with the size of another', async () => {
    const [small, large] = [
      await createScenes({ train: 3, val: 2, test: 4 }),
      await createScenes({ train: 30, val: 1, test: 4 }),
    ];
    expect(small.scene('test', 3)).toEqual(large.scene('test', 3));
    expect(small.references('train', 2)).toEqual(large.references('train', 2));
  });

  it.each(['descriptor', 'pixels'] as const)('give the same %s whatever is read first', async (features) => {
    const make = async () => (await createScenes({ features, train: 6, val: 1, test: 1 })).data.splits.train.features;
    const [forwards, backwards] = [await make(), await make()];
    expect([forwards.onDemand, backwards.count, backwards.length]).toEqual([true, 6, forwards.length]);
    backwards.readRows([5, 2, 2]);
    expect(backwards.readRows([0, 1, 2, 3, 4, 5])).toEqual(forwards.readRows([0, 1, 2, 3, 4, 5]));
    expect(() => backwards.readRows([6])).toThrow(
      /Scenes: split train: features: expected rows from 0 to 5, found row 6/,
    );
  });

  it('give pixels in place of a descriptor: red, green, blue from −1 to 1, and alpha', async () => {
    const sizes = { train: 12, val: 1, test: 1 };
    const [seen, described] = [await createScenes({ ...sizes, features: 'pixels' }), await createScenes(sizes)];
    expect(seen.data.featureLength).toBe(4 * 32 * 32);
    const [train, other] = [seen.data.splits.train, described.data.splits.train];
    expect(train?.captions).toEqual(other?.captions);
    const row = train?.features.readRows([7]) ?? new Float32Array();
    const { data: rgba } = seen.pixels('train', 7, 64);
    const [x, y] = [20, 13];
    const four = [0, 1, 64, 65].map((place) => 4 * (2 * y * 64 + 2 * x + place));
    for (let colour = 0; colour < 3; colour++) {
      const mean = four.reduce((sum, at) => sum + (rgba[at + colour] ?? 0), 0) / 4;
      expect(row[4 * (y * 32 + x) + colour]).toBeCloseTo(mean / 127.5 - 1, 6);
    }
    expect(row.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 1)).toBe(true);
    expect(Math.min(...row)).toBeGreaterThanOrEqual(-1);
    expect(new Set(row).size).toBeGreaterThan(3);
  });

  it.each([
    { trian: 5 },
    { train: 0 },
    { val: 1.5 },
    { test: -1 },
    { seed: 0.5 },
    { features: 'pixel' },
    { seed: Number.NaN },
  ])('%o is refused', async (options) => {
    await expect(createScenes(options as ScenesOptions)).rejects.toThrow(OptionError);
  });
});
