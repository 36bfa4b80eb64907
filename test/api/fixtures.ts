import * as api from '../../src/index.ts';
import { cocoFolder, filesOf } from '../data/support/coco_folder.ts';
import { smallDataset } from '../support/dataset.ts';

/** One of everything that the public functions take, and small. */
export const backend = await api.openBackend('cpu', { precision: 'float64' });
export const data = smallDataset();
export const { vocabulary } = data;
export const captioning = {
  wordToIdx: vocabulary.wordToIdx,
  inputDim: data.featureLength,
  wordvecDim: 3,
  hiddenDim: 2,
} as const;
export const model = new api.CaptioningRNN(backend, captioning);
export const training = { batchSize: 2, maxSteps: 1, verbose: false } as const;
export const trainer = new api.CaptioningTrainer(model, data, training);
export const weights = await api.saveCheckpoint(model, { data, trainer });
export const features = api.tensor([1, data.featureLength], new Array<number>(data.featureLength).fill(0.5));
export const captions = api.tensor([1, 3], Int32Array.of(1, 4, 2));
export const folder = { name: 'small', files: await filesOf(cocoFolder()) };
export const { signal } = new AbortController();
