import type { Configuration } from '../model/configuration.ts';
import { mapParameters, type PerParameter } from '../model/parameter_names.ts';
import { floatsOf, type ParameterTensors, parameterShapes } from '../model/parameters.ts';
import { type FloatTensor, sizeOf } from '../tensor.ts';
import { refused } from '../tensor_files/json.ts';
import { checkFinite, checkFloats, readFloats, type StoredTensors } from '../tensor_files/stored.ts';
import { type SavedOptions, sizesOf } from './captioner_options.ts';
import { refuseLeftovers } from './leftovers.ts';
import { findParameters, type Named } from './naming.ts';
import { fromPyTorch } from './pytorch.ts';

/** A checkpoint without its training. */
interface Model {
  readonly configuration: SavedOptions;
  readonly vocabulary: readonly string[];
  readonly parameters: ParameterTensors;
}

/** Sizes by the letters of their axes. */
type Axes = Readonly<Record<string, number>>;

/**
 * A captioner from the tensors of a file. Its sizes and its cell follow from the shapes, which are checked for consistency
 * before any number is read. A missing bias is 0.
 * @throws CheckpointError when parameters are missing, do not match each other or the words, or belong to another model
 */
export function modelOf(where: string, tensors: StoredTensors, vocabulary: readonly string[]): Model {
  const named = findParameters(where, tensors);
  refuseLeftovers(where, tensors, named);
  const axes = axesOf(where, tensors, named, vocabulary.length);
  checkBiases(where, tensors, named, axes);
  const { D: inputDim = 1, W: wordvecDim = 1, H: hiddenDim = 1 } = axes;
  const configuration = { cellType: cellOf(where, named, axes), inputDim, wordvecDim, hiddenDim, seed: 0 };
  const sizes = sizesOf(where, configuration, vocabulary);
  return { configuration, vocabulary, parameters: parametersOf(where, tensors, named, axes, sizes) };
}

/** @throws CheckpointError at the first parameter whose shape contradicts that of one before it, or the words */
function axesOf(where: string, tensors: StoredTensors, { naming, prefix }: Named, V: number): Axes {
  const axes: Record<string, number> = { V };
  for (const [name, letters] of Object.entries({ ...naming.matrices, ...naming.biases })) {
    const stored = tensors.get(prefix + name);
    if (!stored) continue;
    const expected = [...letters].map((letter, i) => {
      axes[letter] ??= Math.max(1, stored.shape[i] ?? 1);
      return axes[letter];
    });
    checkFloats(`${where}: ${prefix}${name}`, stored, expected);
  }
  return axes;
}

/** The number of gates per hidden unit decides the cell, not the name of its module. */
function cellOf(where: string, { naming, prefix }: Named, { G = 0, H = 0 }: Axes): 'lstm' | 'rnn' {
  if (G === 4 * H) return 'lstm';
  if (G === H && naming.cell !== 'lstm') return 'rnn';
  const cell = naming.cell === '' ? 'Wh' : `${naming.cell}.weight_hh_l0`;
  const found = G === 3 * H ? `${G}: those of a GRU` : `${G}`;
  return refused(
    `${where}: ${prefix}${cell}`,
    `${4 * H} gates for ${H} hidden units, as an LSTM has, or ${H} in an RNN`,
    found,
    'Use weights of an LSTM, or of an RNN with tanh.',
  );
}

/**
 * A layer may have no biases, but a bias under another name must not be taken for 0.
 * @throws CheckpointError when a recurrent layer has only one of its two, or another array could be a missing bias
 */
function checkBiases(where: string, tensors: StoredTensors, { naming, prefix }: Named, axes: Axes): void {
  const missing = Object.entries(naming.biases).filter(([name]) => !tensors.has(prefix + name));
  const lacking = missing.filter(([, letters]) => letters === 'G').map(([name]) => name);
  const all = Object.values(naming.biases).filter((letters) => letters === 'G');
  if (lacking.length > 0 && lacking.length < all.length) {
    const remedy = 'Save both, or neither if the layer has no biases.';
    refused(`${where}: ${prefix}${lacking[0]}`, 'the second bias of its layer', 'no such tensor', remedy);
  }
  for (const [other, { shape, type }] of tensors) {
    if (!other.startsWith(prefix) || Object.hasOwn(naming.biases, other.slice(prefix.length))) continue;
    if (type?.kind !== 'floats' || shape.length !== 1) continue;
    const [like] = missing.find(([, letters]) => axes[letters] === shape[0]) ?? [];
    if (like === undefined) continue;
    const expected = `no array that could be ${prefix}${like}, which is missing`;
    const remedy = 'Rename it, or save the file without it.';
    refused(`${where}: ${other}`, expected, `floats of its shape, (${shape[0]})`, remedy);
  }
}

function parametersOf(
  where: string,
  tensors: StoredTensors,
  { naming, prefix }: Named,
  axes: Axes,
  sizes: Configuration,
): ParameterTensors {
  const found: Record<string, FloatTensor> = {};
  for (const [name, letters] of Object.entries({ ...naming.matrices, ...naming.biases })) {
    const stored = tensors.get(prefix + name);
    const shape = [...letters].map((letter) => axes[letter] ?? 1);
    if (stored) found[name] = readFloats(`${where}: ${prefix}${name}`, stored, shape);
  }
  const parameters: Partial<PerParameter<FloatTensor>> =
    naming.cell === '' ? found : fromPyTorch(found, naming.cell, sizes);
  // The sum of two finite biases may overflow.
  if (parameters.b) checkFinite(`${where}: sum of both recurrent biases`, parameters.b);
  const isPrecise = Object.values(found).some(({ data }) => data instanceof Float64Array);
  const Floats = floatsOf(isPrecise ? 'float64' : 'float32');
  const shapes = parameterShapes(sizes);
  return mapParameters(shapes, (shape, name) => parameters[name] ?? { shape, data: new Floats(sizeOf(shape)) });
}
