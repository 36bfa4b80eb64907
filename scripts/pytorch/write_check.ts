import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportForPyTorch } from '../../src/checkpoint/pytorch.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createLayers } from '../../src/layers/create.ts';
import { makeFolder } from '../../src/make_folder.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { choicesOf } from '../../src/options/declare.ts';
import { modelOptions } from '../../src/options/model_options.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';

/**
 * Writes, for both cells, an export for PyTorch, an input and our own logits into a folder; `compare.py` beside it holds
 * PyTorch to them: `tsx scripts/pytorch/write_check.ts DIR && python3 scripts/pytorch/compare.py DIR`.
 */
const [folder = 'pytorch-check'] = process.argv.slice(2);
const [N, T, D, W, H, V] = [5, 11, 64, 48, 96, 203];
const backend = new CpuBackend({ precision: 'float64' });
const random = new Random(1);
const normal = (shape: readonly number[]) =>
  tensor(
    shape,
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
  );
const words = ['<NULL>', '<START>', '<END>', ...Array.from({ length: V - 3 }, (_, i) => `word${i}`)];
const layers = createLayers(backend);
makeFolder(folder);
for (const cellType of choicesOf(modelOptions.cellType)) {
  const options = { cellType, inputDim: D, wordvecDim: W, hiddenDim: H, seed: 2 };
  const model = new CaptioningRNN(backend, { ...options, wordToIdx: Object.fromEntries(words.map((w, i) => [w, i])) });
  // Drawn biases are zero: others show that they come to their places.
  const { b, b_proj, b_vocab } = model.params;
  model.setParams({ b: normal(b.shape), b_proj: normal(b_proj.shape), b_vocab: normal(b_vocab.shape) });
  const p = model.params;
  const features = normal([N, D]);
  const captions = tensor(
    [N, T],
    Int32Array.from({ length: N * T }, () => random.below(V)),
  );
  const [h0] = await layers.affineForward(features, p.W_proj, p.b_proj);
  const [x] = await layers.wordEmbeddingForward(captions, p.W_embed);
  const [h] = await (cellType === 'lstm' ? layers.lstmForward : layers.rnnForward)(x, h0, p.Wx, p.Wh, p.b);
  const [logits] = await layers.temporalAffineForward(h, p.W_vocab, p.b_vocab);
  writeFileSync(
    join(folder, `${cellType}.safetensors`),
    exportForPyTorch({ configuration: options, parameters: p, vocabulary: words }),
  );
  const check = { features: [...features.data], captions: [...captions.data], logits: [...logits.data], N, T };
  writeFileSync(join(folder, `${cellType}.json`), JSON.stringify(check));
}
