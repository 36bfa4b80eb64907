import { OptionError } from '../errors.ts';
import type { CaptionStates } from '../model/caption_states.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { type IndexTensor, tensor } from '../tensor.ts';
import { askedPicture } from './asked_picture.ts';
import type { PictureFeatures } from './picture_features.ts';
import type { AskedPicture, ExplainedEvent, Strip } from './protocol.ts';
import type { TrainingData } from './training_data.ts';
import { orderUnits } from './unit_order.ts';

/**
 * Why the model says the words of a caption: what it holds inside at each of them, and which places of the picture matter.
 * @param onPartial is called with the former while the latter are computed
 * @throws OptionError for words that are not in the vocabulary or none at all, and what `askedPicture` throws
 */
export async function explainCaption(
  model: CaptioningRNN,
  source: TrainingData,
  { words, ...asked }: AskedPicture & { readonly words: readonly string[] },
  features?: PictureFeatures,
  onPartial: (event: ExplainedEvent) => void = () => {},
): Promise<ExplainedEvent> {
  const caption = captionOf(source, words);
  const { feature, pixels } = await askedPicture('explain', source, asked, features);
  const strips = stripsOf(await model.states(feature, caption));
  const { cellType, H } = model.configuration;
  // What a unit holds is what it is like; its gates say how it came to that.
  const held = strips.filter(({ name }) => name === 'c' || name === 'h').map(({ values }) => values);
  const { split, image } = asked;
  const event = { type: 'explained', split, image, words, cellType, strips, order: orderUnits(held, H) } as const;
  if (!pixels || !features) return event;
  onPartial({ ...event, partial: true });
  return { ...event, relevance: await features.relevance(model, { pixels, feature, caption }) };
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
