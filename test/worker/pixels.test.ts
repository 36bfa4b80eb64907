import { describe, expect, it } from 'vitest';
import { captionerOf, checkpointOf } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { COLOURS, SHAPES } from '../../src/data/scenes/words.ts';
import { measurePointing } from '../../src/explain/pointing.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { scenesTrainingData } from '../../src/sources/scenes.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { captionsOf } from '../../src/worker/evaluation.ts';
import { modelOptions, withDefaults } from '../../src/worker/run_settings.ts';

const source = { kind: 'scenes', train: 24, val: 2, test: 2, features: 'pixels' } as const;
const settings = withDefaults({ hiddenDim: 8, wordvecDim: 4 });

async function trained() {
  const scenes = await scenesTrainingData(source, () => {});
  const model = new CaptioningRNN(new CpuBackend(), modelOptions(settings, scenes));
  const options = { updateRule: 'adam', batchSize: 4, numEpochs: 1, maxSteps: 3, verbose: false } as const;
  const trainer = new CaptioningTrainer(model, scenes.data, options);
  await trainer.train();
  return { scenes, model, trainer };
}

describe('a captioner of pixels', () => {
  it('has an encoder, whose weights are trained and saved in a checkpoint', async () => {
    const { scenes, model, trainer } = await trained();
    const { encoder } = model.configuration;
    expect(encoder?.options).toEqual({ side: 32, channels: [16, 32, 64, 64] });
    const before = new CaptioningRNN(new CpuBackend(), modelOptions(settings, scenes)).params.W_conv1;
    expect(model.params.W_conv1?.data).not.toEqual(before?.data);
    const bytes = encodeCheckpoint(await checkpointOf(model, { data: scenes.data, trainer }));
    const again = captionerOf(new CpuBackend(), decodeCheckpoint(bytes, 'pixels.safetensors'));
    expect(again.configuration).toEqual(model.configuration);
    expect(again.params).toEqual(model.params);
    const { maker, picture } = scenes.pictureFeatures ?? {};
    const one = picture?.('test', 1);
    if (!maker || !one) throw new Error('no pictures');
    const features = await maker.features([maker.fit(one)]);
    expect(features).toEqual(scenes.data.splits.test?.features.readRows([1]));
    const row = tensor([1, maker.length], features);
    expect(await again.decode(row)).toEqual(await model.decode(row));
  });

  it('maps a word to regions: the maximum gradient of the three colours, averaged over 7 × 7 pixels', async () => {
    const { scenes, model } = await trained();
    const pixels = scenes.pictureFeatures?.picture('test', 0);
    const data = scenes.data.splits.test?.features.readRows([0]);
    if (!pixels || !data || !scenes.pictureFeatures) throw new Error('no pictures');
    const [feature, caption] = [tensor([1, data.length], data), tensor([1, 3], Int32Array.of(1, 5, 9))];
    const relevance = await scenes.pictureFeatures.relevance(model, { pixels, feature, caption });
    const { how, side, maps } = relevance ?? expect.fail('nobody asked it to give up');
    expect([how, side, maps.length]).toEqual(['gradient', 32, 2 * 32 * 32]);
    const { gradients } = await model.wordSaliency(feature, caption);
    const greatest = (x: number, y: number) => {
      const place = 32 * 32 + 32 * y + x;
      return Math.max(...[...gradients.data.slice(4 * place, 4 * place + 3)].map(Math.abs));
    };
    let sum = 0;
    // Pixels around (17, 1), as far as there are some: rows 0 to 4.
    for (let y = 0; y <= 4; y++) for (let x = 14; x <= 20; x++) sum += greatest(x, y);
    expect(maps[32 * 32 + 32 + 17]).toBeCloseTo(sum / 49, 7);
    expect(Math.max(...maps)).toBeGreaterThan(0);
  });

  it('locates the objects that a caption names, each by two words', async () => {
    const { namedPlaces, picture } = await scenesTrainingData(source, () => {});
    const [caption = ''] = picture('test', 0).references ?? [];
    const words = caption.split(' ');
    const named = namedPlaces?.('test', 0, caption, 32) ?? [];
    expect(named.length).toBeGreaterThan(0);
    for (const { words: naming, places } of named) {
      const [colour, shape] = naming.map((word) => words[word]);
      expect([naming.length, COLOURS.some((one) => one === colour), SHAPES.some((one) => one === shape)]).toEqual([
        2,
        true,
        true,
      ]);
      expect(places).toHaveLength(32 * 32);
      expect(places.includes(1) && places.includes(0)).toBe(true);
    }
  });

  it('counts the words that name an object, and those whose map has its maximum inside it', async () => {
    const { scenes, model } = await trained();
    const { test: split } = scenes.data.splits;
    if (!split) throw new Error('no pictures');
    const asked: number[] = [];
    const everywhere = (_split: string, _image: number, caption: string, side: number) =>
      caption.split(' ').map((_, word) => ({ words: [word], places: new Uint8Array(side * side).fill(word % 2) }));
    const places = { ...scenes, namedPlaces: everywhere };
    const proceed = (done: number) => asked.push(done) > 0;
    const captions = await captionsOf(model, scenes, split, [0, 1]);
    const found = await measurePointing(model, places, split, captions, proceed);
    const words = captions.map((caption) => caption.split(' ').length);
    const odd = words.reduce((sum, count) => sum + Math.floor(count / 2), 0);
    expect(found).toEqual({ split: 'test', words: words.reduce((a, b) => a + b, 0), inside: odd });
    expect(asked).toEqual([0]);
    expect(await measurePointing(model, places, split, captions, () => false)).toBeUndefined();
    const { namedPlaces: _, ...plain } = scenes;
    expect(await measurePointing(model, plain, split, captions, () => true)).toBeUndefined();
  });
});
