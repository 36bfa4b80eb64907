import { swapLastGates } from '../ops/gate_order.ts';
import type { FloatTensor, Tensor } from '../tensor.ts';
import type { Checkpoint } from './checkpoint.ts';
import { damaged } from './json.ts';
import { writeSafetensors } from './safetensors.ts';

type Tensors = Readonly<Record<string, Tensor>>;

/**
 * The parameters under the names of PyTorch modules `embed` (nn.Embedding), `proj`, `vocab` (nn.Linear) and `lstm`
 * (nn.LSTM) or `rnn` (nn.RNN): matrices transposed, gates in PyTorch's order i f g o, and two biases that it adds, of
 * which the second is 0.
 */
export function toPyTorch({ configuration, parameters: p }: Pick<Checkpoint, 'configuration' | 'parameters'>) {
  const { cellType, hiddenDim } = configuration;
  const gates = (value: FloatTensor) => (cellType === 'lstm' ? swapped(value, hiddenDim) : value);
  const bias = gates(p.b);
  return {
    'embed.weight': p.W_embed,
    'proj.weight': transposed(p.W_proj),
    'proj.bias': p.b_proj,
    [`${cellType}.weight_ih_l0`]: transposed(gates(p.Wx)),
    [`${cellType}.weight_hh_l0`]: transposed(gates(p.Wh)),
    [`${cellType}.bias_ih_l0`]: bias,
    [`${cellType}.bias_hh_l0`]: { shape: bias.shape, data: bias.data.map(() => 0) },
    'vocab.weight': transposed(p.W_vocab),
    'vocab.bias': p.b_vocab,
  } satisfies Record<string, FloatTensor>;
}

/** A checkpoint's weights as safetensors for PyTorch: `docs/pytorch_captioner.py` loads them. */
export function exportForPyTorch(checkpoint: Pick<Checkpoint, 'configuration' | 'parameters' | 'vocabulary'>) {
  const vocabulary = JSON.stringify(checkpoint.vocabulary);
  return writeSafetensors(toPyTorch(checkpoint), { format: 'pt', vocabulary });
}

/** Whether tensors have PyTorch's names. */
export const isPyTorch = (tensors: Tensors) => 'lstm.weight_ih_l0' in tensors || 'rnn.weight_ih_l0' in tensors;

/** Tensors with PyTorch's names → with CS231n's, as many as there are. @throws CheckpointError when one is no matrix */
export function fromPyTorch(where: string, tensors: Tensors): Record<string, Tensor> {
  const cell = 'lstm.weight_ih_l0' in tensors ? 'lstm' : 'rnn';
  const hidden = tensors[`${cell}.weight_hh_l0`]?.shape[1] ?? 0;
  const gates = (value: FloatTensor) => (cell === 'lstm' ? swapped(value, hidden) : value);
  const found: Record<string, Tensor> = {};
  const take = (name: string, from: string, change: (value: FloatTensor) => FloatTensor, rank: number) => {
    const value = tensors[from];
    if (!value) return;
    if (value.shape.length !== rank || value.data instanceof Int32Array) {
      damaged(`${where}: ${from}`, `floats with ${rank} axes`, `shape (${value.shape.join(', ')})`);
    }
    found[name] = change(value as FloatTensor);
  };
  const asIs = (value: FloatTensor) => value;
  take('W_embed', 'embed.weight', asIs, 2);
  take('W_proj', 'proj.weight', transposed, 2);
  take('b_proj', 'proj.bias', asIs, 1);
  take('Wx', `${cell}.weight_ih_l0`, (value) => gates(transposed(value)), 2);
  take('Wh', `${cell}.weight_hh_l0`, (value) => gates(transposed(value)), 2);
  take('W_vocab', 'vocab.weight', transposed, 2);
  take('b_vocab', 'vocab.bias', asIs, 1);
  const second = tensors[`${cell}.bias_hh_l0`]?.data;
  take(
    'b',
    `${cell}.bias_ih_l0`,
    ({ shape, data }) => gates({ shape, data: data.map((x, i) => x + (second?.[i] ?? 0)) }),
    1,
  );
  return found;
}

function swapped({ shape, data }: FloatTensor, hidden: number): FloatTensor {
  return { shape, data: swapLastGates(data, hidden) };
}

function transposed({ shape, data }: FloatTensor): FloatTensor {
  const [rows = 0, columns = 0] = shape;
  const result = data.slice();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[column * rows + row] = data[row * columns + column] ?? 0;
    }
  }
  return { shape: [columns, rows], data: result };
}
