import { requireList, requireObject, requireString } from '../arguments.ts';
import type { Vocabulary } from '../data/dataset.ts';
import { requireFile } from '../tensor_files/file_kinds.ts';
import { refused } from '../tensor_files/json.ts';
import { type Checkpoint, checkpointIn, checkVersion } from './checkpoint.ts';
import { contentsOf } from './contents.ts';
import { modelOf } from './imported.ts';
import { isOfTraining, LOSSES } from './training.ts';
import { checkWords, named } from './words.ts';

/**
 * Reads weights of any supported format: a Fourgate checkpoint, safetensors, a NumPy `.npz` or a state dict of `torch.save`, with
 * CS231n's names or those of PyTorch modules `embed`, `proj`, `lstm` or `rnn`, and `vocab`, possibly with a common
 * prefix. The file's bytes decide its format. Sizes and cell follow from the shapes; missing biases are 0.
 * @param where name of the file in messages
 * @param vocabulary the words of the model, for files without words
 * @throws CheckpointError when the file is damaged or of another kind, a parameter is missing or not finite, shapes or
 * words do not match, or the file's own words are not `vocabulary`; OptionError for arguments of the wrong kind
 */
export function importWeights(bytes: Uint8Array, where: string, vocabulary?: Vocabulary): Checkpoint {
  requireFile('loadCaptioner', bytes, where);
  if (vocabulary !== undefined) requireVocabulary(vocabulary);
  const words = vocabulary && named(vocabulary.idxToWord);
  const checkpoint = readWeights(bytes, where, words);
  if (words) checkWords(where, checkpoint.vocabulary, words);
  return checkpoint;
}

/**
 * As `importWeights`, for words that may not belong to the file: its own take precedence.
 * @param words of the model, for files without words
 */
export function readWeights(bytes: Uint8Array, where: string, words?: readonly string[]): Checkpoint {
  const { tensors, words: own, ours } = contentsOf(bytes, where);
  if (ours) {
    checkVersion(ours.metadata, where);
    if (ours.verified) return checkpointIn(ours, where);
  }
  const vocabulary = own ?? words;
  if (!vocabulary) {
    const remedy = 'Pass its vocabulary as well, or first load the data that it was trained on.';
    return refused(where, 'words in the file, or a vocabulary given with it', 'neither', remedy);
  }
  const hasTraining = tensors.has(LOSSES);
  const weights = hasTraining ? new Map([...tensors].filter(([name]) => !isOfTraining(name))) : tensors;
  const model = modelOf(where, weights, vocabulary);
  return ours || hasTraining ? { ...model, remark: UNVERIFIED } : model;
}

const UNVERIFIED =
  'Another program has saved this checkpoint since, without a checksum: its weights were read, but the ' +
  'state of its training, which cannot be trusted, was left out.';

function requireVocabulary(vocabulary: Vocabulary): void {
  const where = 'loadCaptioner: vocabulary';
  const expected = 'the words by number, as { idxToWord: [...] }';
  requireObject(where, expected, vocabulary);
  requireList(`${where}: idxToWord`, 'a list of words', vocabulary.idxToWord);
  for (const [index, word] of vocabulary.idxToWord.entries()) {
    requireString(`${where}: idxToWord[${index}]`, 'a word', word);
  }
}
