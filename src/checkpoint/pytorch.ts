import type { Configuration } from '../model/configuration.ts';
import type { ParameterName, PerParameter } from '../model/parameter_names.ts';
import { swapLastGates } from '../ops/gate_order.ts';
import type { Bytes } from '../platform.ts';
import type { FloatTensor } from '../tensor.ts';
import { writeSafetensors } from '../tensor_files/safetensors.ts';
import { checkParameters } from './captioner_options.ts';
import { type Checkpoint, requireCheckpoint } from './checkpoint.ts';

/**
 * The parameters under the names of PyTorch modules `embed` (nn.Embedding), `proj`, `vocab` (nn.Linear) and `lstm`
 * (nn.LSTM) or `rnn` (nn.RNN): matrices transposed, gates in PyTorch's order i f g o, and two biases, which PyTorch adds;
 * the second is 0.
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

/**
 * A checkpoint's weights as safetensors for PyTorch: `docs/pytorch_captioner.py` loads them.
 * @throws OptionError when it is not a checkpoint; what `checkParameters` throws
 */
export function exportForPyTorch(checkpoint: Pick<Checkpoint, 'configuration' | 'parameters' | 'vocabulary'>): Bytes {
  requireCheckpoint('exportForPyTorch', checkpoint);
  checkParameters('exportForPyTorch', checkpoint);
  const vocabulary = JSON.stringify(checkpoint.vocabulary);
  return writeSafetensors(toPyTorch(checkpoint), { format: 'pt', vocabulary });
}

/** Tensors with PyTorch's names → parameters; a missing bias stays missing. Shapes must match `sizes`. */
export function fromPyTorch(
  tensors: Readonly<Record<string, FloatTensor>>,
  module: 'lstm' | 'rnn',
  { cellType, H }: Configuration,
): Partial<PerParameter<FloatTensor>> {
  const gates = (value: FloatTensor) => (cellType === 'lstm' ? swapped(value, H) : value);
  const found: Partial<Record<ParameterName, FloatTensor>> = {};
  const take = (name: ParameterName, from: string, change: (value: FloatTensor) => FloatTensor = (same) => same) => {
    const value = tensors[from];
    if (value) found[name] = change(value);
  };
  const second = tensors[`${module}.bias_hh_l0`];
  const withSecond = ({ shape, data }: FloatTensor) => ({
    shape,
    data: data.map((x, i) => x + (second?.data[i] ?? 0)),
  });
  take('W_embed', 'embed.weight');
  take('W_proj', 'proj.weight', transposed);
  take('b_proj', 'proj.bias');
  take('Wx', `${module}.weight_ih_l0`, (value) => gates(transposed(value)));
  take('Wh', `${module}.weight_hh_l0`, (value) => gates(transposed(value)));
  take('b', `${module}.bias_ih_l0`, (value) => gates(withSecond(value)));
  take('W_vocab', 'vocab.weight', transposed);
  take('b_vocab', 'vocab.bias');
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
