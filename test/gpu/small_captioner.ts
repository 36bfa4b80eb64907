import { CpuBackend } from '../../src/cpu/backend.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { Backend } from '../../src/ops/backend.ts';
import type { CellType, Storage } from '../../src/options/model_options.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { captionMixes, wordToIdx } from '../support/captions.ts';
import { smallDataset } from '../support/dataset.ts';

export const CELLS: readonly CellType[] = ['rnn', 'lstm'];

/** What a GPU is held against. */
export const reference = new CpuBackend({ precision: 'float64' });
export const sizes = { N: 25, T: 16, D: 40, W: 33, H: 37, V: 101 };

export function captioner(backend: Backend, cellType: CellType, storage: Storage = 'float32'): CaptioningRNN {
  const { D, W, H, V } = sizes;
  const options = { wordToIdx: wordToIdx(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType, seed: 6, storage };
  return new CaptioningRNN(backend, options);
}

export function minibatch(mix: string) {
  const { N, T, D, V } = sizes;
  const random = new Random(3);
  const captions = tensor([N, T + 1], captionMixes[mix]?.(N, T, V, random) ?? new Int32Array());
  const features = tensor(
    [N, D],
    Float32Array.from({ length: N * D }, () => random.normal()),
  );
  return { features, captions };
}

/** A captioner and its trainer on a small data set. */
export function trainer(backend: Backend, cellType: CellType, options: TrainerOptions = {}, storage?: Storage) {
  const { N, T, D, V } = sizes;
  const data = smallDataset({ captions: 60, images: 20, T, D, V });
  const model = captioner(backend, cellType, storage);
  const settings = { updateRule: 'adam', batchSize: N, numEpochs: 4, verbose: false, ...options } as const;
  return { model, trainer: new CaptioningTrainer(model, data, settings) };
}
