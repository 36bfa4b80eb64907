import { isRecord, kindOf } from '../../data/json.ts';
import { DataError } from '../../errors.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The objects of a list in a JSON file, each with its place. @throws DataError when it is not a list of objects */
export function objectsIn(
  where: string,
  content: JsonObject,
  name: string,
): { readonly where: string; readonly value: JsonObject }[] {
  const list = content[name];
  if (!Array.isArray(list)) {
    throw new DataError({ where: `${where}: ${name}`, expected: 'a list of objects', found: kindOf(list) });
  }
  return list.map((value: unknown, index) => {
    const place = `${where}: ${name}[${index}]`;
    if (!isRecord(value)) throw new DataError({ where: place, expected: 'an object', found: kindOf(value) });
    return { where: place, value };
  });
}

/** @throws DataError when an object has no text with this name */
export function textIn(where: string, object: JsonObject, name: string): string {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  if (typeof value === 'string') return value;
  throw new DataError({ where, expected: `a text "${name}"`, found: kindOf(value) });
}

/** The name of a picture. @throws DataError when an object lacks it */
export function pictureIn(where: string, object: JsonObject, name: string): string {
  const value = textIn(where, object, name);
  if (value.trim() !== '') return value;
  throw new DataError({ where, expected: `the name of a picture as "${name}"`, found: 'an empty text' });
}
