import type { Split } from '../data/dataset.ts';
import type { DecodedCaption, DecodeOptions } from '../decode/options.ts';
import { OptionError } from '../errors.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { tensor } from '../tensor.ts';
import type { DescribedCaption, DescribedEvent } from './protocol.ts';
import type { TrainingData } from './training_data.ts';

/**
 * The n best captions of one picture, with what the model thought of each word.
 * @throws OptionError for a decoding that makes no sense or a picture that is not in the split, ShapeError when the model
 * does not fit the data
 */
export async function describePicture(
  model: CaptioningRNN,
  { data }: TrainingData,
  { name, features }: Split,
  image: number,
  decoding: DecodeOptions,
): Promise<DescribedEvent> {
  if (!Number.isInteger(image) || image < 0 || image >= features.count) {
    const expected = `a picture from 0 to ${features.count - 1}`;
    throw new OptionError({ where: `describe: ${name}`, expected, found: String(image) });
  }
  const row = tensor([1, data.featureLength], features.readRows([image]));
  const [captions = []] = await model.decode(row, { maxLength: data.captionLength, ...decoding });
  const { idxToWord } = data.vocabulary;
  return { type: 'described', split: name, image, captions: captions.map((one) => described(one, idxToWord)) };
}

function described(caption: DecodedCaption, idxToWord: readonly string[]): DescribedCaption {
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
