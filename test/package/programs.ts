/** Captions, scores and trains on the CPU, and prints what came of it as JSON. */
export const program = `
import { CaptioningRNN, captionMetrics, decodeCaptions, openBackend, tensor } from 'fourgate';

const wordToIdx = { '<NULL>': 0, '<START>': 1, '<END>': 2, cat: 3 };
const model = new CaptioningRNN(await openBackend('cpu'), { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5 });
const features = tensor([1, 4], [1, 2, 3, 4]);
const { loss } = await model.loss(features, tensor([1, 3], Int32Array.of(1, 3, 2)));
const captions = decodeCaptions(await model.sample(features, 3), wordToIdx);
const { bleu } = captionMetrics(['a cat'], [['a cat']]);
console.log(JSON.stringify({ loss, captions, bleu: bleu[0] }));
`;

/** Trains on the CPU with what was counted of a program, asks for what was not, and prints the losses and how that failed. */
export const trainingProgram = `
import { CaptioningRNN, CaptioningTrainer, openBackend } from './stdin.js';

const idxToWord = ['<NULL>', '<START>', '<END>', 'cat'];
const wordToIdx = Object.fromEntries(idxToWord.map((word, number) => [word, number]));
const rows = Float32Array.of(1, 2, 3, 4);
const features = { count: 2, length: 2, readRows: (of) => Float32Array.from([...of].flatMap((i) => [...rows.slice(2 * i, 2 * i + 2)])) };
const captions = Int32Array.of(1, 3, 2, 1, 2, 0);
const train = { name: 'train', captions, captionCount: 2, imageIdxs: Int32Array.of(0, 1), features };
const data = { name: 'two', captionLength: 3, featureLength: 2, vocabulary: { idxToWord, wordToIdx }, splits: { train } };
const model = new CaptioningRNN(await openBackend('cpu'), { wordToIdx, cellType: 'lstm', inputDim: 2, wordvecDim: 3, hiddenDim: 5 });
const options = { numEpochs: 50, batchSize: 2, updateRule: 'adam', updaterConfig: { learningRate: 0.05 }, verbose: false, dropout: { words: 0.1 }, clipNorm: 5 };
const trainer = new CaptioningTrainer(model, data, options);
await trainer.train();
await model.evaluateLoss({ shape: [2, 2], data: rows }, { shape: [2, 3], data: captions });
trainer.restore(await trainer.state());
const { lossHistory: losses } = trainer;
const absent = await model.caption({ shape: [2, 2], data: rows }).catch(({ code }) => code);
console.log(JSON.stringify({ losses, absent }));
`;

/** Names what a strict program may import, without a library of the platform. */
export const typedProgram = `
import * as fourgate from 'fourgate';
import { type BackendOptions, CaptioningRNN, decodePicture, openBackend, type TrainControl, tensor } from 'fourgate';

export async function lossOf(wordToIdx: Record<string, number>, options: BackendOptions): Promise<number> {
  const backend = await openBackend('webgpu', options);
  const model = new CaptioningRNN(backend, { wordToIdx, cellType: 'lstm' });
  const { loss, grads } = await model.loss(tensor([1, 512], new Float32Array(512)), tensor([1, 2], Int32Array.of(1, 2)));
  const axes: readonly number[] = grads.Wx.shape;
  return loss + axes.length;
}
export const pixels = async (bytes: Uint8Array) => (await decodePicture(bytes, 'a.png')).width;
export const stopped = (control: TrainControl) => control.signal?.aborted;
export const all: readonly string[] = Object.keys(fourgate);

// @ts-expect-error What is internal is not there.
export const internal = async () => (await openBackend('cpu')).createParts;
// @ts-expect-error There is no such backend.
export const unknown = () => openBackend('metal');
`;

/** Holds that what the API names is the platform's own, where a program has its declarations. */
export const platformProgram = `
import { type BackendOptions, type CocoSource, decodePicture, type TrainControl } from 'fourgate';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
export const device: Same<NonNullable<BackendOptions['device']>, GPUDevice> = true;
export const signal: Same<NonNullable<TrainControl['signal']>, AbortSignal> = true;
export const file: Same<Parameters<typeof decodePicture>[0], Uint8Array | Blob> = true;
export const files: CocoSource = [] as File[];
`;
