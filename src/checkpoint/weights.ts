import type { Vocabulary } from '../data/dataset.ts';
import type { Tensor } from '../tensor.ts';
import { type Checkpoint, decodeCheckpoint, isCheckpoint, parametersOf, sizesOf } from './checkpoint.ts';
import { damaged } from './json.ts';
import { isZip, readNpz } from './npz.ts';
import { fromPyTorch, isPyTorch } from './pytorch.ts';
import { readSafetensors } from './safetensors.ts';

/**
 * Reads weights from anywhere: a Fourgate checkpoint, safetensors or a NumPy `.npz` with CS231n's names, or safetensors
 * with the names of PyTorch modules `embed`, `proj`, `lstm` or `rnn`, and `vocab`. Sizes and cell follow from the shapes.
 * @param where what a person calls the file, for messages
 * @param vocabulary the words of the model; only a Fourgate checkpoint and its export for PyTorch know their own
 * @throws CheckpointError when the file is damaged, a parameter is missing, or shapes or words do not fit each other
 */
export function importWeights(bytes: Uint8Array, where: string, vocabulary?: Vocabulary): Checkpoint {
  const { tensors, metadata } = isZip(bytes)
    ? { tensors: readNpz(bytes, where), metadata: {} as Record<string, string> }
    : readSafetensors(bytes, where);
  if (isCheckpoint(metadata)) return decodeCheckpoint(bytes, where);
  const words = vocabulary?.idxToWord ?? ownWords(metadata.vocabulary);
  if (!words) return damaged(where, 'words in the file, or a vocabulary given with it', 'neither');
  const named = isPyTorch(tensors) ? fromPyTorch(where, tensors) : tensors;
  const configuration = configurationOf(named);
  const sizes = sizesOf(where, configuration, words);
  return { configuration, vocabulary: words, parameters: parametersOf(where, named, sizes) };
}

/** What the shapes say of the model; parameters that are missing are found out by their names later. */
function configurationOf(tensors: Readonly<Record<string, Tensor>>): Checkpoint['configuration'] {
  const [inputDim = 1, hiddenDim = 1] = tensors.W_proj?.shape ?? [];
  const wordvecDim = tensors.W_embed?.shape[1] ?? 1;
  const cellType = tensors.Wh?.shape[1] === hiddenDim ? 'rnn' : 'lstm';
  return { cellType, inputDim, wordvecDim, hiddenDim, seed: 0 };
}

function ownWords(json: string | undefined): readonly string[] | undefined {
  try {
    const words: unknown = JSON.parse(json ?? '');
    return Array.isArray(words) && words.every((word) => typeof word === 'string') ? words : undefined;
  } catch {
    return undefined;
  }
}
