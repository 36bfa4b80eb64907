import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { Backend } from '../../src/ops/backend.ts';
import type { CellType } from '../../src/options/model_options.ts';
import { tensor } from '../../src/tensor.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { equal } from '../gpu/check.ts';
import { smallDataset } from './dataset.ts';

/** Two captions that have only `<START>` in common, and the words that each of them reads. */
const captions = Int32Array.of(1, 3, 4, 2, 0, 0, 1, 5, 6, 2, 0, 0);
const read = ['1,3,4', '1,5,6'];
const STEPS = 6;

/**
 * Holds that a step begins with no gradient but its own: of minibatches of one caption, each changes the vectors of the words
 * that it reads, and not those of an earlier one or of a loss that was asked for in between.
 */
export async function gradientsAreOwn(backend: Backend, cellType: CellType): Promise<void> {
  const data = smallDataset({ captions: 2 });
  const { train } = data.splits;
  if (!train) throw new Error('no split');
  const { wordToIdx } = data.vocabulary;
  const [V, W] = [Object.keys(wordToIdx).length, 4];
  const model = new CaptioningRNN(backend, { wordToIdx, inputDim: 4, wordvecDim: W, hiddenDim: 5, cellType });
  const settings = { batchSize: 1, numEpochs: 9, maxSteps: STEPS, sampling: 'shuffled', verbose: false } as const;
  const trainer = new CaptioningTrainer(model, { ...data, splits: { train: { ...train, captions } } }, settings);
  const other = { features: tensor([1, 4], Float32Array.of(1, 2, 3, 4)), captions: tensor([1, 4], [1, 7, 8, 2]) };
  let before = model.params.W_embed.data;
  const changed: string[] = [];
  const look = async () => {
    const { data: after } = (await model.readParams()).W_embed;
    const words = Array.from({ length: V }, (_, word) => word);
    const differs = (word: number) =>
      after.subarray(word * W, (word + 1) * W).some((w, i) => w !== before[word * W + i]);
    changed.push(words.filter(differs).join());
    before = after;
    if (changed.length % 2 === 0) await model.loss(other.features, other.captions);
  };
  await trainer.train({ beforeStep: () => async () => (trainer.lossHistory.length > 0 ? look() : undefined) });
  await look();
  equal(changed.length, STEPS, 'steps that were looked at');
  equal(
    changed.filter((words) => !read.includes(words)),
    [],
    'words of others that a step changed',
  );
  equal(new Set(changed).size, 2, 'captions');
  trainer.destroy();
  model.destroy();
}
