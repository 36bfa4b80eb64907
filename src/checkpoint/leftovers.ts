import { refused } from '../tensor_files/json.ts';
import type { StoredTensors } from '../tensor_files/stored.ts';
import type { Named, Naming } from './naming.ts';

/** Modules that make features of pictures: a captioner receives the features, so that these weights do not matter. */
const PICTURE_SIDE = /^(encoder|cnn|backbone)$/i;
/** PyTorch's names of learnt weights, not of counters and running means. */
const LEARNT = /^(weight|bias)(_|$)/;
const RECURRENT = /^(weight|bias)_(ih|hh|hr)/;
/** How CS231n names the weights of layers: Wattn, W2, b_attn, … */
const LEARNT_CS231N = /^(W|b(\d|_|proj|vocab|embed|$))[^./]*$/;

/**
 * Weights besides a captioner's mean that the file holds another model, whose captions ours would not reproduce. Arrays that
 * no layer learns, and those outside the prefix, are ignored.
 * @throws CheckpointError naming the first one, and the kind of model it belongs to
 */
export function refuseLeftovers(where: string, tensors: StoredTensors, { naming, prefix }: Named): void {
  for (const name of tensors.keys()) {
    if (!name.startsWith(prefix)) continue;
    const rest = name.slice(prefix.length);
    if (Object.hasOwn(naming.matrices, rest) || Object.hasOwn(naming.biases, rest)) continue;
    const owner = ownerOf(rest, naming);
    if (owner === undefined) continue;
    const expected = 'no weights besides those of a captioner with one plain layer, RNN or LSTM';
    const remedy = 'Use weights of such a captioner; if your model does not use this tensor, save the file without it.';
    refused(`${where}: ${name}`, expected, `weights of ${owner}`, remedy);
  }
}

/** The kind of model that has such a tensor; undefined when any may have it. */
function ownerOf(name: string, { cell }: Naming): string | undefined {
  const path = name.split('.');
  const [module, leaf] = [path[0] ?? '', path.at(-1) ?? ''];
  if (cell !== '' && module === cell) return layerOf(leaf);
  if (RECURRENT.test(leaf)) return 'a second recurrent layer';
  if (cell === '' && LEARNT_CS231N.test(name)) return 'another layer';
  return LEARNT.test(leaf) && !PICTURE_SIDE.test(module) ? 'another layer' : undefined;
}

function layerOf(leaf: string): string {
  if (leaf.endsWith('_reverse')) return 'a bidirectional layer (bidirectional=True)';
  if (leaf.startsWith('weight_hr_')) return 'an LSTM with a projection (proj_size)';
  if (/_l[1-9]\d*$/.test(leaf)) return 'several recurrent layers (num_layers)';
  return 'another recurrent layer';
}
