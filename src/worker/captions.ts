import type { Split } from '../data/dataset.ts';
import { captionText } from '../data/decode_captions.ts';
import { readable } from '../data/references.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { tensor } from '../tensor.ts';
import type { CaptionedPicture, SceneAccuracy } from './protocol.ts';
import type { TrainingData } from './training_data.ts';

/** Pictures that are captioned before the next message is looked at. */
const CHUNK = 64;

/** Greedy captions of images, as text. */
export async function captionsOf(
  model: CaptioningRNN,
  { data }: TrainingData,
  split: Split,
  images: readonly number[],
): Promise<string[]> {
  const features = tensor([images.length, data.featureLength], split.features.readRows(images));
  const words = await model.sample(features, data.captionLength);
  const [, length = 0] = words.shape;
  return images.map((_, i) =>
    readable(captionText(words.data.subarray(i * length, (i + 1) * length), data.vocabulary.idxToWord)),
  );
}

/** Images with the model's captions of them. */
export async function captionPictures(
  model: CaptioningRNN,
  source: TrainingData,
  split: Split,
  images: readonly number[],
): Promise<CaptionedPicture[]> {
  const captions = await captionsOf(model, source, split, images);
  return images.map((image, i) => {
    const caption = captions[i] ?? '';
    const right = source.isRight?.(split.name, image, caption);
    return { ...source.picture(split.name, image), caption, ...(right === undefined ? {} : { right }) };
  });
}

/**
 * Greedy captions of all pictures of a split.
 * @returns undefined when `proceed` says no
 */
export async function captionSplit(
  model: CaptioningRNN,
  source: TrainingData,
  split: Split,
  proceed: (done: number, total: number) => boolean,
): Promise<string[] | undefined> {
  const total = split.features.count;
  const captions: string[] = [];
  for (let start = 0; start < total; start += CHUNK) {
    if (!proceed(start, total)) return undefined;
    const images = Array.from({ length: Math.min(CHUNK, total - start) }, (_, i) => start + i);
    captions.push(...(await captionsOf(model, source, split, images)));
  }
  return captions;
}

/**
 * Counts the captions that name colour and shape right.
 * @param captions of all pictures of the split
 * @returns undefined when the data set cannot tell
 */
export function accuracyOf(
  { isRight }: TrainingData,
  { name }: Split,
  captions: readonly string[],
): SceneAccuracy | undefined {
  if (!isRight) return undefined;
  const correct = captions.filter((caption, image) => isRight(name, image, caption)).length;
  return { split: name, pictures: captions.length, correct };
}
