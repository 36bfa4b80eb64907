import { requireList, requireObject, requireString } from '../arguments.ts';
import type { Vocabulary } from '../data/dataset.ts';
import { type Checkpoint, checkpointIn, isCheckpoint } from './checkpoint.ts';
import { refuseOthers, requireFile } from './file_kinds.ts';
import { modelOf } from './imported.ts';
import { refused } from './json.ts';
import { isNpz, readNpz } from './npz.ts';
import { readSafetensors } from './safetensors.ts';
import type { StoredTensors } from './stored.ts';
import { isTorchZip, readTorchZip } from './torch_zip.ts';
import { isOfTraining } from './training.ts';
import { checkWords, ownWords, wordsInMetadata } from './words.ts';
import { readZip } from './zip.ts';
import { isZip } from './zip_directory.ts';

/** What a file of weights holds. */
interface Contents {
  readonly tensors: StoredTensors;
  readonly words?: readonly string[] | undefined;
}

/**
 * Reads weights from anywhere: a Fourgate checkpoint, safetensors, a NumPy `.npz` or a state dict of `torch.save`, with
 * CS231n's names or those of PyTorch modules `embed`, `proj`, `lstm` or `rnn`, and `vocab`, all of them behind a common
 * prefix if need be. What the file is, its bytes say. Sizes and cell follow from the shapes; biases that are missing are 0.
 * @param where what a person calls the file, for messages
 * @param vocabulary the words of the model, for files that do not bring their own
 * @throws CheckpointError when the file is damaged or of another kind, a parameter is missing or not finite, shapes or
 * words do not fit each other, or the file's own words are not `vocabulary`; OptionError for arguments of another kind
 */
export function importWeights(bytes: Uint8Array, where: string, vocabulary?: Vocabulary): Checkpoint {
  requireFile('importWeights', bytes, where);
  if (vocabulary !== undefined) requireVocabulary(vocabulary);
  const checkpoint = readWeights(bytes, where, vocabulary?.idxToWord);
  if (vocabulary) checkWords(where, checkpoint.vocabulary, vocabulary.idxToWord);
  return checkpoint;
}

/**
 * As `importWeights`, for words that a file may not have been trained with: its own come first, whatever they are.
 * @param words of the model, for files that do not bring their own
 */
export function readWeights(bytes: Uint8Array, where: string, words?: readonly string[]): Checkpoint {
  refuseOthers(bytes, where);
  if (isZip(bytes)) return modelIn(inZip(bytes, where), where, words);
  const file = readSafetensors(bytes, where);
  const isOurs = isCheckpoint(file.metadata);
  if (isOurs && file.verified) return checkpointIn(file, where);
  const weights = new Map([...file.tensors].filter(([name]) => !isOfTraining(name)));
  const model = modelIn({ tensors: weights, words: wordsInMetadata(where, file.metadata) }, where, words);
  return isOurs ? { ...model, remark: UNVERIFIED } : model;
}

const UNVERIFIED =
  'Another program has saved this checkpoint since, and its checksum is gone: its weights were read as they are, but the ' +
  'state of its training is not to be trusted and was left out.';

function modelIn({ tensors, words }: Contents, where: string, given: readonly string[] | undefined): Checkpoint {
  const vocabulary = words ?? given;
  if (vocabulary) return modelOf(where, tensors, vocabulary);
  const remedy = 'Give its vocabulary beside it, or load the data that it was trained on first.';
  return refused(where, 'words in the file, or a vocabulary given with it', 'neither', remedy);
}

function inZip(bytes: Uint8Array, where: string): Contents {
  const members = readZip(bytes, where);
  if (isNpz(members)) {
    const tensors = readNpz(members, where);
    // Words of a type that is not read are still words: they are refused, not left to those that were given.
    return {
      tensors,
      words: ownWords(where, (name) => (tensors.has(name) ? (tensors.get(name)?.strings?.() ?? null) : undefined)),
    };
  }
  if (isTorchZip(members)) {
    const { tensors, value } = readTorchZip(members, where);
    return { tensors, words: ownWords(where, (name) => (value instanceof Map ? value.get(name) : undefined)) };
  }
  const remedy =
    'Save the parameters with np.savez(path, **params), torch.save(model.state_dict(), path) or as safetensors.';
  return refused(where, 'a zip file of NumPy or PyTorch', `one of ${members.size} other files`, remedy);
}

function requireVocabulary(vocabulary: Vocabulary): void {
  const where = 'importWeights: vocabulary';
  const expected = 'the words by number, as { idxToWord: [...] }';
  requireObject(where, expected, vocabulary);
  requireList(`${where}: idxToWord`, 'a list of words', vocabulary.idxToWord);
  for (const [index, word] of vocabulary.idxToWord.entries()) {
    requireString(`${where}: idxToWord[${index}]`, 'a word', word);
  }
}
