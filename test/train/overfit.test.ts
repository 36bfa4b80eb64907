import { afterAll, beforeAll, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import type { CaptionDataset } from '../../src/data/dataset.ts';
import { decodeCaptions } from '../../src/data/decode_captions.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { oneCaptionAnImage } from '../support/one_caption_an_image.ts';
import { describeWithData } from '../support/shared_data.ts';

const CAPTIONS = 50;

describeWithData('coco_vgg16_43', 'memorising 50 captions, with the settings of CS231n', (folder) => {
  let data: CaptionDataset;
  let small: CaptionDataset;
  beforeAll(async () => {
    data = await loadCocoData(folder);
    small = oneCaptionAnImage(data, CAPTIONS);
  });
  afterAll(() => data.close());

  it.each([
    ['rnn', 0.95, 0.1],
    ['lstm', 0.995, 0.5],
  ] as const)('%s', async (cellType, lrDecay, bound) => {
    const model = new CaptioningRNN(new CpuBackend(), {
      wordToIdx: small.vocabulary.wordToIdx,
      inputDim: small.featureLength,
      wordvecDim: 256,
      hiddenDim: 512,
      cellType,
    });
    const trainer = new CaptioningTrainer(model, small, {
      updateRule: 'adam',
      updaterConfig: { learningRate: 5e-3 },
      lrDecay,
      batchSize: 25,
      numEpochs: 50,
      verbose: false,
    });
    const expected = trainer.expectedFirstLoss;
    await trainer.train();
    const { lossHistory } = trainer;
    expect(lossHistory).toHaveLength(100);
    expect(Math.abs((lossHistory[0] ?? 0) / expected - 1)).toBeLessThan(0.05);
    expect(lossHistory.at(-1)).toBeLessThan(bound);

    const { captions, imageIdxs, features } = small.splits.train ?? {
      captions: [],
      imageIdxs: [],
      features: undefined,
    };
    const images = tensor([5, small.featureLength], features?.readRows(imageIdxs.slice(0, 5)) ?? new Float32Array());
    const said = decodeCaptions(await model.sample(images, 17), small.vocabulary.idxToWord);
    const columns = small.captionLength;
    const learned = decodeCaptions(
      tensor([5, columns], Int32Array.from(captions.slice(0, 5 * columns))),
      small.vocabulary.idxToWord,
    );
    expect(said).toEqual(learned);
  });
});
