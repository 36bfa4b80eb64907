import { kindOf } from '../../data/json.ts';
import { DataError } from '../../errors.ts';
import { type Mention, splitNamed } from '../mention.ts';
import { type JsonObject, objectsIn, pictureIn, textIn } from './fields.ts';

/**
 * COCO's annotations: `{ images: [{ id, file_name }, …], annotations: [{ image_id, caption }, …] }`.
 * @throws DataError naming the invalid entry
 */
export function readCocoAnnotations(where: string, content: JsonObject): Mention[] {
  const names = new Map<unknown, string>();
  for (const image of objectsIn(where, content, 'images')) {
    names.set(idIn(image.where, image.value, 'id'), pictureIn(image.where, image.value, 'file_name'));
  }
  return objectsIn(where, content, 'annotations').map((annotation) => {
    const id = idIn(annotation.where, annotation.value, 'image_id');
    const picture = names.get(id);
    if (picture === undefined) {
      const expected = `an image_id of one of ${names.size} images`;
      throw new DataError({ where: annotation.where, expected, found: String(id) });
    }
    if (annotation.value.caption === undefined && 'bbox' in annotation.value) {
      throw new DataError({
        where: annotation.where,
        expected: 'a text "caption"',
        found: "an object's bounding box",
        remedy: 'Use captions_….json; this is a file such as instances_….json.',
      });
    }
    return { where: annotation.where, picture, captions: [textIn(annotation.where, annotation.value, 'caption')] };
  });
}

function idIn(where: string, object: JsonObject, name: string): number | string {
  const value = object[name];
  if (typeof value === 'number' || typeof value === 'string') return value;
  throw new DataError({ where, expected: `a number "${name}"`, found: kindOf(value) });
}

/**
 * Karpathy's `dataset_….json`: `{ images: [{ filename, filepath?, split, sentences: [{ raw }, …] }, …] }`.
 * @throws DataError naming the invalid entry
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

/** The original text or, if missing, its words. */
function sentence(where: string, { raw, tokens }: JsonObject): string {
  if (typeof raw === 'string') return raw;
  if (Array.isArray(tokens) && tokens.every((token) => typeof token === 'string')) return tokens.join(' ');
  throw new DataError({ where, expected: 'a text "raw", or a list of words "tokens"', found: kindOf(raw ?? tokens) });
}
