import { checkedDrawing, type Drawing, sceneOf } from '../data/scenes/drawing.ts';
import { drawScene } from '../data/scenes/raster.ts';
import { OptionError } from '../errors.ts';
import type { GoesOn, PictureFeatures } from '../explain/relevance.ts';
import { orderUnits, type Strip } from '../explain/strips.ts';
import type { CaptionStates } from '../model/caption_states.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { DecodedCaption } from '../model/decoding/decoded_caption.ts';
import type { Picture } from '../picture.ts';
import type { LoadedData } from '../sources/loaded_data.ts';
import { shownSplit, splitOf, type TrainingData } from '../sources/training_data.ts';
import { type FloatTensor, type IndexTensor, tensor } from '../tensor.ts';
import { evaluateModel } from './evaluation.ts';
import { lostDevice } from './faults.ts';
import type { CurrentModel } from './model.ts';
import type {
  AskedPicture,
  Command,
  DescribedCaption,
  DescribedEvent,
  DescribedHow,
  Event,
  ExplainedEvent,
} from './protocol.ts';

/** Commands that do not change a run: they are handled between two of its steps. */
export type Question = Extract<Command, { type: 'save' | 'evaluate' | 'describe' | 'explain' | 'survey' | 'network' }>;

type QuestionOf<T extends Question['type']> = Extract<Question, { type: T }>;

/** What questions can be about. */
interface Current {
  readonly model: CurrentModel;
  readonly data: LoadedData;
  readonly post: (event: Event) => void;
  /** Whether a drawing waits to be captioned: it has changed since any earlier question about it. */
  readonly redrawn?: () => boolean;
}

/** Whether a question is about a drawing. */
export const isDrawing = (own: AskedPicture['own']): own is Drawing => own !== undefined && !(own instanceof Blob);

/**
 * Answers a question.
 * @returns the event that answers it
 * @throws OptionError for an invalid question, or without a model or data; DeviceError when the device is
 * lost
 */
export async function answer(question: Question, { model, data, post, redrawn }: Current): Promise<Event> {
  const onProgress = (what: string, done: number, total: number) => post({ type: 'loading', what, done, total });
  const dataOf = async ({ type }: Question, own: AskedPicture['own']) => {
    const source = await data.for(type, model.encoder);
    if (!own) await source.prepare?.(onProgress);
    return source;
  };
  switch (question.type) {
    case 'save':
      return model.file(question.format ?? 'fourgate');
    case 'evaluate': {
      const { split, ...asked } = question;
      const evaluated = await dataOf(question, undefined);
      const own = await model.model('evaluate', evaluated.data);
      return unlessLost(own, evaluateModel(own, evaluated, splitOf(evaluated.data, split), asked, onProgress));
    }
    case 'describe': {
      const described = await dataOf(question, question.own);
      const own = await model.model('describe', described.data);
      const features = question.own && (await model.network.features(described, own.backend));
      return unlessLost(own, describePicture(own, described, question, { features, step: model.step }));
    }
    case 'explain': {
      const explained = await dataOf(question, question.own);
      const own = await model.model('explain', explained.data);
      const features = question.own ? await model.network.features(explained, own.backend) : explained.pictureFeatures;
      const goesOn = redrawn && isDrawing(question.own) ? unless(redrawn) : undefined;
      const how = { features, onPartial: post, goesOn, step: model.step };
      return unlessLost(own, explainCaption(own, explained, question, how));
    }
    case 'survey': {
      const surveyed = await dataOf(question, undefined);
      const own = await model.model('survey', surveyed.data);
      return unlessLost(own, surveyWords(own, surveyed));
    }
    case 'network':
      return model.network.take(question.file, data.plain('network'));
  }
}

/** Hears what the page has to say first. */
const unless =
  (superseded: () => boolean): GoesOn =>
  async () => {
    await new Promise((resolve) => setTimeout(resolve));
    return !superseded();
  };

/** An answer, or the error that the device was lost first. */
function unlessLost(model: CaptioningRNN, event: Promise<Event>): Promise<Event> {
  const lost = model.backend.lost.then((reason) => {
    throw lostDevice(reason);
  });
  return Promise.race([event, lost]);
}

/** What is known of a question's model and data besides. */
interface Known {
  readonly features?: PictureFeatures | undefined;
  /** Steps that the model has been trained for. */
  readonly step: number;
}

/**
 * The n best captions of one picture, with the probability of each word, and the states of one of them where they are asked for.
 * @throws OptionError for a decoding that makes no sense or a picture that cannot be captioned with these data, DataError for
 * a file that is not a picture, ShapeError when the model does not fit the data
 */
export async function describePicture(
  model: CaptioningRNN,
  source: TrainingData,
  { decoding, statesOf, ...asked }: DescribedHow,
  { features, step }: Known,
): Promise<DescribedEvent> {
  const { captionLength, vocabulary } = source.data;
  const { feature } = await askedPicture('describe', source, asked, features);
  const { split, image } = asked;
  const [captions = []] = await model.decode(feature, { maxLength: captionLength, ...decoding });
  const found = captions.map((one) => described(one, vocabulary.idxToWord));
  const words = statesOf === undefined ? undefined : found[statesOf]?.words.map(({ word }) => word);
  const states =
    words && (await statesEvent(model, { asked, feature, words, caption: captionOf(source, words), step }));
  return {
    type: 'described',
    ...{ split, image, step },
    captions: found.map((one) => ({ ...one, ...checked(source, asked, one.caption) })),
    ...(states && statesOf !== undefined && { states: { caption: statesOf, explained: states } }),
  };
}

/** What a caption says of the picture in question and what it leaves out, where the data can judge that. */
function checked(source: TrainingData, { split, image, own }: AskedPicture, caption: string) {
  // Nobody knows what is in a file.
  if (own instanceof Blob) return {};
  const check = own ? source.checkDrawing?.(own, caption) : source.check?.(split, image, caption);
  return check && { check, leftOut: source.leftOut?.(own ?? { split, image }, caption) ?? [] };
}

/** A caption in words. */
export function described(caption: DecodedCaption, idxToWord: readonly string[]): DescribedCaption {
  const { words, ended, logProb, score, wordLogProbs, alternatives } = caption;
  const wordOf = (index: number) => idxToWord[index] ?? '';
  const spoken = [...words.map(wordOf), ...(ended ? ['<END>'] : [])];
  return {
    caption: words.map(wordOf).join(' '),
    ended,
    logProb,
    score,
    words: spoken.map((word, t) => ({
      word,
      logProb: wordLogProbs[t] ?? Number.NaN,
      alternatives: (alternatives[t] ?? []).map((other) => ({ word: wordOf(other.word), logProb: other.logProb })),
    })),
  };
}

interface ExplainedHow extends Known {
  readonly onPartial: (event: ExplainedEvent) => void;
  readonly goesOn: GoesOn | undefined;
}

/**
 * Why the model generates the words of a caption: its internal state at each of them, and which regions of the picture matter.
 * @param how `onPartial` is called with the states while the regions are computed; `goesOn` says whether those are still wanted
 * @throws OptionError for no words, or words that are not in the vocabulary, and what `askedPicture` throws
 */
async function explainCaption(
  model: CaptioningRNN,
  source: TrainingData,
  { words, ...asked }: QuestionOf<'explain'>,
  { features, onPartial, goesOn, step }: ExplainedHow,
): Promise<ExplainedEvent> {
  const caption = captionOf(source, words);
  const { feature, pixels } = await askedPicture('explain', source, asked, features);
  const event = await statesEvent(model, { asked, feature, words, caption, step });
  if (!pixels || !features) return event;
  onPartial({ ...event, partial: true });
  const relevance = await features.relevance(model, { pixels, feature, caption }, goesOn);
  return { ...event, ...(relevance && { relevance }) };
}

interface StatesAsked {
  readonly asked: AskedPicture;
  readonly feature: FloatTensor;
  readonly words: readonly string[];
  readonly caption: IndexTensor;
  readonly step: number;
}

/** The internal state at every word of a caption. */
async function statesEvent(
  model: CaptioningRNN,
  { asked: { split, image }, feature, words, caption, step }: StatesAsked,
): Promise<ExplainedEvent> {
  const strips = stripsOf(await model.states(feature, caption));
  const { cellType, H } = model.configuration;
  // Units are ordered by their state; the gates only explain how it came about.
  const held = strips.filter(({ name }) => name === 'c' || name === 'h').map(({ values }) => values);
  return { type: 'explained', split, image, step, words, cellType, strips, order: orderUnits(held, H) };
}

/** How the units behave at the words of captions of pictures that are not trained on, where there are any. */
async function surveyWords(model: CaptioningRNN, { data }: TrainingData): Promise<Event> {
  const split = shownSplit(data);
  const { surveyCaptions } = await import('../explain/survey.ts');
  return { type: 'surveyed', split: split.name, ...(await surveyCaptions(model, data, split)) };
}

/** `<START>` and the words, (1, T + 1). */
function captionOf({ data }: TrainingData, words: readonly string[]): IndexTensor {
  const { wordToIdx } = data.vocabulary;
  const numbers = ['<START>', ...words].map((word) => {
    const number = Object.hasOwn(wordToIdx, word) ? wordToIdx[word] : undefined;
    if (number !== undefined) return number;
    throw new OptionError({ where: 'explain: words', expected: 'words of the vocabulary', found: word });
  });
  if (words.length === 0) throw new OptionError({ where: 'explain: words', expected: 'a caption', found: 'no words' });
  return tensor([1, numbers.length], Int32Array.from(numbers));
}

function stripsOf({ gates, cell, hidden }: CaptionStates): Strip[] {
  const tables = { ...gates, ...(cell && { c: cell }), h: hidden };
  return Object.entries(tables).map(([name, { data }]) => ({
    name: name as Strip['name'],
    values: Float32Array.from(data),
  }));
}

/**
 * The feature (1, D) of the picture in question, and its pixels where available.
 * @throws OptionError for a picture that is not in the split, or whose features cannot be computed for these data; DataError
 * for a file that is not a picture
 */
async function askedPicture(
  where: string,
  { data }: TrainingData,
  { split, image, own }: AskedPicture,
  features: PictureFeatures | undefined,
): Promise<{ feature: FloatTensor; pixels: Picture | undefined }> {
  const shape = [1, data.featureLength];
  if (!own) {
    const { name, features: rows } = splitOf(data, split);
    if (!Number.isInteger(image) || image < 0 || image >= rows.count) {
      const expected = `a picture from 0 to ${rows.count - 1}`;
      throw new OptionError({ where: `${where}: ${name}`, expected, found: String(image) });
    }
    return { feature: tensor(shape, rows.readRows([image])), pixels: features?.picture(split, image) };
  }
  if (!features) {
    throw new OptionError({
      where: `${where}: a picture of your own`,
      expected: 'data whose features can be computed here',
      found: `${data.name}, whose features come from a network that is not loaded`,
      remedy: 'Choose the weights of that network under “Your own picture”.',
    });
  }
  const path = own instanceof File ? own.name : 'the picture';
  const { featuresOf } = await import('../prepare/features_of.ts');
  const pixels = features.maker.fit(await pictureOf(where, own, path));
  return { feature: tensor(shape, await featuresOf(features.maker, [{ path, picture: pixels }])), pixels };
}

/** @throws DataError for a file that is not a picture, OptionError for what is no drawing */
async function pictureOf(where: string, own: Blob | Drawing, path: string): Promise<Picture> {
  if (own instanceof Blob) {
    const { decodePicture } = await import('../vision/decode_picture.ts');
    return decodePicture(own, path);
  }
  return drawScene(sceneOf(checkedDrawing(`${where}: drawing`, own)));
}
