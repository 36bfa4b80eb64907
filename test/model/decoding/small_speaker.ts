import { CpuBackend } from '../../../src/cpu/backend.ts';
import { createLayers } from '../../../src/layers/create.ts';
import { CaptioningRNN } from '../../../src/model/captioning_rnn.ts';
import type { DecodedCaption } from '../../../src/model/decoding/decoded_caption.ts';
import { Random } from '../../../src/random.ts';
import { tensor } from '../../../src/tensor.ts';
import { type PlainCaption, plainSpeaker } from '../../support/plain_decoder.ts';

/** `<NULL>`, `<START>`, `<END>`, `<UNK>`, then words. */
export function vocabulary(V: number): Record<string, number> {
  const names = ['<NULL>', '<START>', '<END>', '<UNK>'];
  return Object.fromEntries(Array.from({ length: V }, (_, i) => [names[i] ?? `word${i}`, i]));
}

/** A captioner with random weights that has something to say, its plain twin, and N pictures. */
export function speaker(cellType: 'rnn' | 'lstm', { N = 6, V = 12, seed = 1, spread = 1 } = {}) {
  const [D, W, H] = [5, 4, 6];
  const backend = new CpuBackend({ precision: 'float64' });
  const options = { wordToIdx: vocabulary(V), inputDim: D, wordvecDim: W, hiddenDim: H, cellType };
  const model = new CaptioningRNN(backend, options);
  const random = new Random(seed);
  const normal = (length: number) => Float64Array.from({ length }, () => spread * random.normal());
  const params = Object.entries(model.params).map(([name, { shape, data }]) => [
    name,
    tensor(shape, normal(data.length)),
  ]);
  model.setParams(Object.fromEntries(params));
  const features = tensor([N, D], normal(N * D));
  const pictures = Array.from({ length: N }, (_, n) => features.data.slice(n * D, (n + 1) * D) as Float64Array);
  return { model, features, pictures, plain: plainSpeaker(createLayers(backend), cellType, model.params) };
}

/** What decoding should have made of a plain caption; log-probabilities are compared to 9 digits. */
export function expected({ words, logProbs }: PlainCaption) {
  const ended = words.at(-1) === 2;
  return {
    words: words.slice(1, ended ? -1 : undefined),
    ended,
    wordLogProbs: logProbs.map((logProb) => logProb.toFixed(9)),
  };
}

export function found({ words, ended, wordLogProbs }: DecodedCaption) {
  return { words, ended, wordLogProbs: wordLogProbs.map((logProb) => logProb.toFixed(9)) };
}
