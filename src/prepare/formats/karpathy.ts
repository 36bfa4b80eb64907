import { kindOf } from '../../data/json.ts';
import { DataError } from '../../errors.ts';
import { type Mention, splitNamed } from '../mention.ts';
import { type JsonObject, objectsIn, pictureIn, textIn } from './fields.ts';

/**
 * Karpathy's `dataset_….json`: `{ images: [{ filename, filepath?, split, sentences: [{ raw }, …] }, …] }`.
 * @throws DataError naming the entry that does not fit
 */
export function readKarpathy(where: string, content: JsonObject): Mention[] {
  return objectsIn(where, content, 'images').map((image) => {
    const name = pictureIn(image.where, image.value, 'filename');
    const folder = image.value.filepath === undefined ? '' : textIn(image.where, image.value, 'filepath');
    return {
      where: image.where,
      picture: folder === '' ? name : `${folder}/${name}`,
      captions: objectsIn(image.where, image.value, 'sentences').map((one) => sentence(one.where, one.value)),
      split: splitNamed(image.where, textIn(image.where, image.value, 'split')),
    };
  });
}

/** What somebody wrote, or where that is missing, its words. */
function sentence(where: string, { raw, tokens }: JsonObject): string {
  if (typeof raw === 'string') return raw;
  if (Array.isArray(tokens) && tokens.every((token) => typeof token === 'string')) return tokens.join(' ');
  throw new DataError({ where, expected: 'a text "raw", or a list of words "tokens"', found: kindOf(raw ?? tokens) });
}
