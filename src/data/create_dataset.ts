import { kindOf, requireList, requireObject, requireText, wrongKind } from '../arguments.ts';
import { DataError, OptionError, ShapeError } from '../errors.ts';
import { FLOAT32, firstBeyond } from '../finite.ts';
import { positiveInteger, rejectUnknownOptions } from '../option_checks.ts';
import { type FloatTensor, type IndexTensor, requireTensor } from '../tensor.ts';
import { requireSomeEnd } from './caption_form.ts';
import { captionLengthOf, type Tokens, tableOfTokens, tokensOf, vocabularyOfTokens } from './caption_texts.ts';
import {
  type CaptionDataset,
  datasetOf,
  type FeatureMark,
  type FeatureMatrix,
  type Split,
  type Vocabulary,
} from './dataset.ts';
import { rowsInMemory } from './feature_rows.ts';
import { checkedFeatures, requireCaptions } from './split.ts';
import { vocabularyOf } from './vocabulary.ts';

/** One split: image features and captions. */
export interface SplitData {
  /**
   * (pictures, D) image features, referenced, not copied if they are float32. Or a matrix whose rows are read, and checked,
   * when they are needed.
   */
  readonly features: FloatTensor | FeatureMatrix;
  /**
   * A list of texts for each picture, in the order of the features. Or, as CS231n's files have them, (captions, T + 1) word
   * numbers `<START> … <END> <NULL> …`; `imageIdxs` then gives the image of each.
   */
  readonly captions: readonly (readonly string[])[] | IndexTensor;
  /** (captions) row of `features` for each caption, where captions are word numbers. */
  readonly imageIdxs?: Int32Array;
  /** One URL for each picture. */
  readonly urls?: readonly string[];
}

export interface CreateDatasetOptions {
  readonly train?: SplitData;
  readonly val?: SplitData;
  readonly test?: SplitData;
  /** Name in messages and checkpoints. Default `'memory'`. */
  readonly name?: string;
  /** A data set's vocabulary, or its words by number. If omitted, it is built from training captions that are texts. */
  readonly vocabulary?: Vocabulary | readonly string[];
  /** How often a word must occur in the training captions to enter their vocabulary; others become `<UNK>`. Default 1. */
  readonly minCount?: number;
  /**
   * Columns of captions that are texts, including `<START>` and `<END>`; longer ones are truncated. By default what the longest
   * caption needs, but at most 17, as in CS231n.
   */
  readonly captionLength?: number;
  /** What made the features: a checkpoint stores it, and refuses features of another network. */
  readonly featureMark?: FeatureMark;
}

const SPLITS = ['train', 'val', 'test'] as const;
const OTHERS = ['name', 'vocabulary', 'minCount', 'captionLength', 'featureMark'];

/** A split whose arrays were each checked separately. */
interface Checked {
  readonly name: string;
  /** Name of the split in messages. */
  readonly where: string;
  readonly features: FeatureMatrix;
  readonly urls: readonly string[];
  /** The words of each picture's texts, or a table of word numbers. */
  readonly captions: Tokens | IndexTensor;
  readonly imageIdxs: Int32Array;
  /** The texts as they are. */
  readonly references?: readonly (readonly string[])[];
}

/**
 * A captioning data set made from arrays in memory, with the layout and the checks of `loadCocoData`. Texts become
 * lowercase words as in `tokenizeCaption`; evaluation compares captions with the texts as they are.
 *
 * ```js
 * const data = createDataset({
 *   train: { features: tensor([2, 512], numbers), captions: [['a dog runs', 'a brown dog'], ['two cats']] },
 * });
 * ```
 * @throws OptionError for an option that is unknown, missing or of the wrong kind; ShapeError for arrays of the wrong type or
 * length; DataError for a feature that is not finite, a word number or image that does not exist, a caption without words or
 * without `<START>` and `<END>`, and a vocabulary that lacks a special word. All name split and field.
 */
export function createDataset(options: CreateDatasetOptions): CaptionDataset {
  const where = 'createDataset';
  rejectUnknownOptions(where, options, [...SPLITS, ...OTHERS]);
  const { name = 'memory', featureMark } = options;
  requireText(`${where}: option name`, 'a name for the data set', name);
  if (featureMark !== undefined) checkMark(`${where}: option featureMark`, featureMark);
  const checked = SPLITS.filter((split) => options[split] !== undefined).map((split) =>
    checkedSplit(split, `data set ${name}: split ${split}`, options[split]),
  );
  if (checked.length === 0)
    throw new OptionError({ where, expected: 'one of the splits train, val, test', found: 'none' });
  const vocabulary = options.vocabulary === undefined ? madeVocabulary(checked, options) : givenVocabulary(options);
  const texts = checked.flatMap(({ captions }) => (isTable(captions) ? [] : [captions]));
  const length = captionLengthOf(`${where}: option captionLength`, texts, options.captionLength);
  const splits = checked.map((split) => splitWith(split, vocabulary, length));
  const data = datasetOf(
    `data set ${name}`,
    { name, vocabulary, ...(featureMark && { featureMark }) },
    splits,
    () => {},
  );
  for (const split of splits) {
    requireCaptions(data, split, 0, split.captionCount);
    requireSomeEnd(`data set ${name}: split ${split.name}: captions`, split.captions, split.captionCount, vocabulary);
  }
  return data;
}

const isMatrix = (features: unknown): features is FeatureMatrix =>
  typeof (Object(features ?? {}) as Partial<FeatureMatrix>).readRows === 'function';

const isTable = (captions: Tokens | IndexTensor): captions is IndexTensor => 'shape' in captions;

function checkMark(where: string, mark: FeatureMark): void {
  requireObject(where, '{ madeBy, fingerprint }', mark);
  requireText(`${where}.madeBy`, 'what made the features', mark.madeBy);
  requireText(`${where}.fingerprint`, 'a fingerprint of it', mark.fingerprint);
}

function checkedSplit(name: string, where: string, given: SplitData | undefined): Checked {
  rejectUnknownOptions(where, given as SplitData, ['features', 'captions', 'imageIdxs', 'urls']);
  const { captions, imageIdxs, urls = [] } = given as SplitData;
  const features = matrixOf(`${where}: features`, (given as SplitData).features);
  const pictures = features.count;
  requireList(`${where}: urls`, 'a list of addresses', urls);
  const addressed = urls.length === 0 || (urls.length === pictures && urls.every((url) => typeof url === 'string'));
  if (!addressed) {
    const expected = `${pictures} addresses, one for each picture`;
    throw new ShapeError({ where: `${where}: urls`, expected, found: `${urls.length}` });
  }
  const place = { name, where, features, urls };
  if (!Array.isArray(captions)) return { ...place, ...checkedTable(where, captions as IndexTensor, imageIdxs) };
  if (imageIdxs !== undefined) {
    const expected = 'no imageIdxs, because captions are a list of texts for each picture';
    throw wrongKind(`${where}: imageIdxs`, expected, imageIdxs);
  }
  const tokens = tokensOf(`${where}: captions`, captions, pictures);
  const images = Int32Array.from(tokens.flatMap((said, picture) => said.map(() => picture)));
  return { ...place, captions: tokens, imageIdxs: images, references: captions.map((said) => [...said]) };
}

function matrixOf(where: string, features: FloatTensor | FeatureMatrix): FeatureMatrix {
  if (isMatrix(features)) return checkedFeatures(where, features, features.length);
  requireTensor(where, features);
  const { shape, data } = features;
  if (!(data instanceof Float32Array || data instanceof Float64Array)) {
    throw new ShapeError({ where, expected: 'floats', found: kindOf(data) });
  }
  if (shape.length !== 2 || shape.includes(0)) {
    const expected = 'shape (pictures, D), at least one of each';
    throw new ShapeError({ where, expected, found: `shape (${shape.join(', ')})` });
  }
  const [pictures = 0, D = 1] = shape;
  const at = firstBeyond(data, FLOAT32);
  if (at < 0) return rowsInMemory(where, data instanceof Float32Array ? data : Float32Array.from(data), [pictures, D]);
  throw new DataError({
    where: `${where}, picture ${Math.floor(at / D)}, column ${at % D}`,
    expected: 'a number that is finite in float32',
    found: `${data[at]}`,
    remedy: 'The features of this picture were computed incorrectly: compute them again.',
  });
}

function checkedTable(
  where: string,
  captions: IndexTensor,
  imageIdxs: unknown,
): Pick<Checked, 'captions' | 'imageIdxs'> {
  const { shape, data } = Object(captions ?? {}) as Partial<IndexTensor>;
  if (!Array.isArray(shape) || !(data instanceof Int32Array)) {
    const expected = 'a list of texts for each picture, or a tensor of word numbers in an Int32Array';
    throw new ShapeError({ where: `${where}: captions`, expected, found: kindOf(captions) });
  }
  requireTensor(`${where}: captions`, captions);
  const [count = 0, length = 0] = shape;
  if (shape.length !== 2 || count === 0 || length < 2) {
    const expected = 'shape (captions, T + 1), at least one caption of at least two words';
    throw new ShapeError({ where: `${where}: captions`, expected, found: `shape (${shape.join(', ')})` });
  }
  if (!(imageIdxs instanceof Int32Array) || imageIdxs.length !== count) {
    const found = imageIdxs instanceof Int32Array ? `${imageIdxs.length}` : kindOf(imageIdxs);
    const expected = `an Int32Array of ${count} images, one for each caption`;
    throw new ShapeError({ where: `${where}: imageIdxs`, expected, found });
  }
  return { captions, imageIdxs };
}

function givenVocabulary({ vocabulary, minCount }: CreateDatasetOptions): Vocabulary {
  const where = 'createDataset: option vocabulary';
  if (minCount !== undefined) {
    throw wrongKind(
      'createDataset: option minCount',
      'no minCount beside a vocabulary, whose words are given',
      minCount,
    );
  }
  const given: unknown = vocabulary;
  const { idxToWord, wordToIdx } = Object(given ?? {}) as Partial<Vocabulary>;
  const words: unknown = Array.isArray(given) ? given : idxToWord;
  if (!Array.isArray(words) || !words.every((word) => typeof word === 'string')) {
    throw wrongKind(where, 'words by number, or the vocabulary of a data set', given);
  }
  const made = vocabularyOf(where, words);
  const other = wordToIdx && words.find((word, number) => Object(wordToIdx)[word] !== number);
  if (other === undefined) return made;
  throw new DataError({
    where: `${where}: wordToIdx`,
    expected: `number ${words.indexOf(other)} for ${JSON.stringify(other)}, as idxToWord says`,
    found: kindOf(Object(wordToIdx)[other]),
  });
}

/** The vocabulary built from training captions that are texts. */
function madeVocabulary(splits: readonly Checked[], { minCount = 1 }: CreateDatasetOptions): Vocabulary {
  positiveInteger('createDataset: option minCount', minCount);
  const train = splits.find(({ name }) => name === 'train');
  const numbered = splits.find(({ captions }) => isTable(captions));
  if (train && !numbered) return vocabularyOfTokens(`${train.where}: captions`, train.captions as Tokens, minCount);
  throw new OptionError({
    where: 'createDataset: option vocabulary',
    expected: 'the words of the captions',
    found: numbered ? `word numbers in ${numbered.name}, but no words` : 'no training captions to take them from',
  });
}

function splitWith({ name, where, ...split }: Checked, vocabulary: Vocabulary, length: number): Split {
  const { features, captions, imageIdxs, urls, references } = split;
  return {
    name,
    captions: isTable(captions) ? captions.data : tableOfTokens(`${where}: captions`, captions, vocabulary, length),
    captionCount: imageIdxs.length,
    imageIdxs,
    features,
    urls,
    ...(references && { references }),
  };
}
