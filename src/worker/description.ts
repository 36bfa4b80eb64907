import type { DecodedCaption } from '../decode/decoded_caption.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { DecodeOptions } from '../options/decoding_options.ts';
import { askedPicture } from './asked_picture.ts';
import type { PictureFeatures } from './picture_features.ts';
import type { AskedPicture, DescribedCaption, DescribedEvent } from './protocol.ts';
import type { TrainingData } from './training_data.ts';

/**
 * The n best captions of one picture, with the probability of each word.
 * @throws OptionError for a decoding that makes no sense or a picture that cannot be captioned with these data, DataError for
 * a file that is no picture, ShapeError when the model does not fit the data
 */
export async function describePicture(
  model: CaptioningRNN,
  source: TrainingData,
  { decoding, ...asked }: AskedPicture & { readonly decoding: DecodeOptions },
  features?: PictureFeatures,
): Promise<DescribedEvent> {
  const { captionLength, vocabulary } = source.data;
  const { feature } = await askedPicture('describe', source, asked, features);
  const { split, image } = asked;
  const [captions = []] = await model.decode(feature, { maxLength: captionLength, ...decoding });
  return { type: 'described', split, image, captions: captions.map((one) => described(one, vocabulary.idxToWord)) };
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
