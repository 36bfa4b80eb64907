import { loadCaptioner, saveCheckpoint } from '../../src/checkpoint/save_and_load.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { Backend } from '../../src/ops/backend.ts';
import type { CellType } from '../../src/options/model_options.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { smallDataset } from './dataset.ts';

/** Ten captions: an epoch of three minibatches when shuffled, the last of them short. */
export const resumeData = smallDataset();

const quiet = { verbose: false, batchSize: 4, numEpochs: 100 } as const;

export function startedModel(backend: Backend, cellType: CellType): CaptioningRNN {
  const { wordToIdx } = resumeData.vocabulary;
  return new CaptioningRNN(backend, { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5, cellType, seed: 4 });
}

export function quietTrainer(model: CaptioningRNN, options: TrainerOptions): CaptioningTrainer {
  return new CaptioningTrainer(model, resumeData, { ...quiet, ...options });
}

/** All numbers of a training: every loss and norm, and every parameter. */
export function outcomeOf(trainer: CaptioningTrainer): readonly (readonly number[])[] {
  const parameters = Object.values(trainer.model.params).map(({ data }) => [...data]);
  return [[...trainer.lossHistory], [...trainer.gradientNormHistory], ...parameters];
}

/** The numbers of `steps` steps without a break. */
export async function unbroken(backend: Backend, cellType: CellType, steps: number, options: TrainerOptions) {
  const trainer = quietTrainer(startedModel(backend, cellType), { ...options, maxSteps: steps });
  await trainer.train();
  return outcomeOf(trainer);
}

/** The bytes of a checkpoint after `steps` steps of a training that is longer. */
export async function savedAt(backend: Backend, cellType: CellType, steps: number, options: TrainerOptions) {
  const model = startedModel(backend, cellType);
  const trainer = quietTrainer(model, options);
  let bytes: Uint8Array | undefined;
  const controller = new AbortController();
  let step = 0;
  await trainer.train({
    signal: controller.signal,
    beforeStep: () => {
      if (step++ < steps) return undefined;
      return async () => {
        bytes = await saveCheckpoint(model, { data: resumeData, trainer });
        controller.abort();
      };
    },
  });
  if (!bytes) throw new Error('no checkpoint was taken');
  return bytes;
}

/** The numbers of a training that is resumed from bytes, in a model and a trainer of its own. */
export async function resumed(backend: Backend, bytes: Uint8Array, steps: number, options: TrainerOptions) {
  const { model, resume } = await loadCaptioner(backend, bytes, 'test');
  const trainer = quietTrainer(model, { ...options, maxSteps: steps });
  resume(trainer);
  await trainer.train();
  return outcomeOf(trainer);
}
