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
