import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkpointOf } from '../../src/checkpoint/apply.ts';
import { encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { CaptionDataset } from '../../src/data/dataset.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { createScenes } from '../../src/data/scenes/dataset.ts';
import { PIXELS_SIDE } from '../../src/data/scenes/pixels.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { networkEncoder } from '../../src/model/network_encoder_file.ts';
import { pixelEncoder } from '../../src/model/pixel_encoder.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { decodePicture } from '../../src/vision/decode_picture.ts';
import { runScript } from '../start/run_script.ts';
import { smallFile } from '../vision/support/small_squeezenet.ts';
import { writePhotos, writeTexts } from './support/photo_folder.ts';
import { captionFiles, type Told } from './support/six_formats.ts';

const COUNT = 12;
const folder = mkdtempSync(join(tmpdir(), 'fourgate-caption-'));
const at = (name: string) => join(folder, name);
const networks = { one: at('one.safetensors'), other: at('other.safetensors') };
let told: Told[] = [];
const photo = (index: number) => at(`photos/${told[index]?.name}`);

const onCpu = ['--backend', 'cpu'];

/** Makes a data set of the photos in a folder. */
async function prepare(out: string, more: readonly string[]): Promise<void> {
  const args = ['--pictures', at('photos'), '--captions', at('captions.json'), '--out', at(out), '--min-count', '1'];
  expect(await runScript('prepare', [...args, ...onCpu, ...more])).toMatchObject({ code: 0, err: '' });
}

/** What a model says of a picture whose features are in its data. */
interface Said {
  readonly caption: string;
  readonly logProb: number;
}
const said: Record<string, Record<string, Said>> = {};

/** Trains on a folder, keeps the checkpoint, and what its model says of every picture. */
async function train(name: string, change: (data: CaptionDataset) => CaptionDataset = (data) => data): Promise<void> {
  const data = change(await loadCocoData(at(name)));
  const { vocabulary, featureLength, splits } = data;
  const options = { cellType: 'lstm', inputDim: featureLength, wordvecDim: 24, hiddenDim: 48, seed: 1 } as const;
  const model = new CaptioningRNN(new CpuBackend({}), { ...options, wordToIdx: vocabulary.wordToIdx });
  const training = {
    updateRule: 'adam',
    batchSize: 10,
    numEpochs: 40,
    updaterConfig: { learningRate: 0.004 },
  } as const;
  const trainer = new CaptioningTrainer(model, data, { ...training, verbose: false });
  await trainer.train();
  writeFileSync(at(`${name}.safetensors`), encodeCheckpoint(await checkpointOf(model, { data, trainer })));
  const ofEach: Record<string, Said> = {};
  for (const { features, urls } of Object.values(splits)) {
    for (const [image, url] of urls.entries()) {
      const [[best] = []] = await model.decode(tensor([1, featureLength], features.readRows([image])));
      const words = best?.words.map((word) => vocabulary.idxToWord[word]) ?? [];
      ofEach[url.replace('images/', '')] = { caption: words.join(' '), logProb: best?.logProb ?? Number.NaN };
    }
  }
  said[name] = ofEach;
  data.close();
}

beforeAll(async () => {
  told = (await writePhotos(at('photos'), COUNT)).map((picture) => ({
    ...picture,
    split: picture.name.endsWith('webp') ? 'val' : 'train',
  }));
  writeTexts(folder, { 'captions.json': captionFiles["Karpathy's dataset.json"]?.(told) ?? '' });
  writeFileSync(networks.one, smallFile('1.1'));
  writeFileSync(networks.other, smallFile('1.0'));
  await prepare('network', ['--cnn', networks.one]);
  await prepare('descriptor', []);
  await train('network');
  await train('descriptor');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Written {
  readonly picture: string;
  readonly captions: readonly {
    readonly caption: string;
    readonly logProb: number;
    readonly words: readonly { readonly logProb: number; readonly alternatives: readonly unknown[] }[];
  }[];
}

describe('npm run caption', () => {
  it.each([
    ['network', ['--cnn', networks.one]],
    ['descriptor', []],
  ])('captions pictures with features of the %s used in training', async (name, more) => {
    const pictures = told.map((_, index) => photo(index));
    const out = at(`${name}.json`);
    const args = ['--checkpoint', at(`${name}.safetensors`), ...more, ...onCpu, '--out', out, ...pictures];
    const done = await runScript('caption', args);
    expect(done).toMatchObject({ code: 0, err: '' });
    const written: Written[] = JSON.parse(readFileSync(out, 'utf8'));
    expect(written.map(({ picture }) => picture)).toEqual(pictures);
    const right = told.map((picture) => said[name]?.[picture.name]);
    // Of features that have nothing to do with the picture, all captions would be the same.
    expect(new Set(right.map((one) => one?.logProb.toFixed(3))).size).toBeGreaterThan(COUNT / 2);
    for (const [index, { captions }] of written.entries()) {
      const [{ caption, logProb, words } = { caption: '', logProb: 0, words: [] }] = captions;
      expect([captions.length, caption]).toEqual([1, right[index]?.caption]);
      expect(logProb).toBeCloseTo(right[index]?.logProb ?? 0, 3);
      expect(words.reduce((sum, word) => sum + word.logProb, 0)).toBeCloseTo(logProb, 3);
      expect(words.map(({ alternatives }) => alternatives.length)).toEqual(words.map(() => 3));
      expect(done.out).toContain(`caption     ${caption || '(no word)'}\n`);
    }
    expect(done.out).toMatch(/ {12} +\d+\.\d % {2}a +or \S+ \d+\.\d %/);
  });

  it('shows several captions of a beam', async () => {
    const args = ['--checkpoint', at('descriptor.safetensors'), '--beam', '3', '--best', '2', ...onCpu, photo(0)];
    const { out, code } = await runScript('caption', args);
    expect([code, out.match(/^caption /gm)?.length]).toEqual([0, 2]);
  });

  it('skips files that are not pictures, and says so', async () => {
    const pictures = [at('captions.json'), photo(0), at('gone.jpg')];
    const args = ['--checkpoint', at('descriptor.safetensors'), ...onCpu, ...pictures];
    const { code, out, err } = await runScript('caption', args);
    expect(out).toContain(`caption     ${said.descriptor?.[told[0]?.name ?? '']?.caption}\n`);
    expect(err).toMatch(/captions\.json: expected a picture.*\n.*gone\.jpg: expected a picture, found no such file/);
    expect(code).toBe(1);
  });

  it.each([
    [
      'other weights',
      'network',
      ['--cnn', networks.other],
      /other\.safetensors: expected SqueezeNet 1\.1.*found SqueezeNet 1\.0/,
    ],
    ['no weights', 'network', [], /--cnn: expected weights of SqueezeNet 1\.1/],
    ['weights that are not needed', 'descriptor', ['--cnn', networks.one], /--cnn: expected none: .*descriptor.*found/],
    ['a file without weights', 'network', ['--cnn', '/dev/null'], /expected weights of a convolutional network/],
  ])('refuses %s', async (_, name, more, message) => {
    const { code, err } = await runScript('caption', [
      ...['--checkpoint', at(`${name}.safetensors`), ...onCpu, ...more, photo(0)],
    ]);
    expect(err).toMatch(message);
    expect(code).toBe(1);
  });

  it('accepts any network of the right length if the checkpoint does not name one', async () => {
    await prepare('unmarked', ['--cnn', networks.one]);
    await train('unmarked', ({ featureMark: _, ...data }) => data);
    const args = ['--checkpoint', at('unmarked.safetensors'), ...onCpu, photo(0)];
    const done = await runScript('caption', [...args, '--cnn', networks.one]);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toContain('the checkpoint does not record which network it was trained with');
    expect(done.out).toContain(`caption     ${said.unmarked?.[told[0]?.name ?? '']?.caption}\n`);
  });

  it('needs no weights for a model with its own encoder', async () => {
    const { data } = await createScenes({ train: 2, val: 1, test: 1, features: 'pixels' });
    const encoder = pixelEncoder({ side: PIXELS_SIDE });
    const { wordToIdx } = data.vocabulary;
    const model = new CaptioningRNN(new CpuBackend({}), { wordToIdx, encoder, wordvecDim: 4, hiddenDim: 6 });
    writeFileSync(at('pixels.safetensors'), encodeCheckpoint(await checkpointOf(model, { data })));
    const done = await runScript('caption', ['--checkpoint', at('pixels.safetensors'), ...onCpu, photo(0)]);
    expect(done).toMatchObject({ code: 0, err: '' });
    expect(done.out).toMatch(/features {4}the pixels of a picture of 32 × 32\n/);
  });

  it('preprocesses pictures for a model whose encoder is SqueezeNet, with its own weights', async () => {
    const data = await loadCocoData(at('network'));
    const { encoder, params, pixels } = networkEncoder(smallFile('1.1'), 'small');
    const { wordToIdx, idxToWord } = data.vocabulary;
    const model = new CaptioningRNN(new CpuBackend({}), { wordToIdx, encoder, wordvecDim: 4, hiddenDim: 6 });
    const changed = Object.entries(params).map(([name, { shape, data: values }]) => {
      return [
        name,
        tensor(
          shape,
          Float32Array.from(values, (value) => 1.1 * value),
        ),
      ] as const;
    });
    model.setParams(Object.fromEntries(changed));
    const { dataset: _, ...checkpoint } = await checkpointOf(model, { data });
    writeFileSync(at('tuned.safetensors'), encodeCheckpoint(checkpoint));
    const args = ['--checkpoint', at('tuned.safetensors'), ...onCpu, '--out', at('tuned.json'), photo(0)];
    expect(await runScript('caption', args)).toMatchObject({ code: 0, err: '' });
    const picture = await decodePicture(readFileSync(photo(0)), photo(0));
    const [[best] = []] = await model.decode(pixels([picture]));
    const [written]: Written[] = JSON.parse(readFileSync(at('tuned.json'), 'utf8'));
    expect(written?.captions[0]?.caption).toBe(best?.words.map((word) => idxToWord[word]).join(' '));
    expect(written?.captions[0]?.logProb).toBeCloseTo(best?.logProb ?? Number.NaN, 4);
    data.close();
  });
});
