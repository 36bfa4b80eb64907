import { kindOf } from '../../data/json.ts';
import { DataError } from '../../errors.ts';
import type { Mention } from '../mention.ts';
import { type JsonObject, objectsIn, pictureIn, textIn } from './fields.ts';

/**
 * COCO's annotations: `{ images: [{ id, file_name }, …], annotations: [{ image_id, caption }, …] }`.
 * @throws DataError naming the entry that does not fit
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
        found: 'the outline of an object',
        remedy: 'Give captions_….json; this is a file such as instances_….json.',
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
