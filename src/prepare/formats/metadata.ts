import { isRecord, kindOf } from '../../data/json.ts';
import { DataError } from '../../errors.ts';
import { type Mention, splitNamed } from '../mention.ts';
import { type JsonObject, pictureIn, textIn } from './fields.ts';

/** Names of the columns with captions and pictures. */
const CAPTIONS = ['text', 'caption', 'captions'];
const PICTURES = ['file_name', 'image'];

/** Whether a table's columns, or an object's names, include a picture and its caption. */
export const isMetadata = (names: readonly string[]) =>
  PICTURES.some((name) => names.includes(name)) && CAPTIONS.some((name) => names.includes(name));

/** The columns that a table must have, for messages. */
export const METADATA_COLUMNS = `columns ${PICTURES.join(' or ')}, and ${CAPTIONS.join(' or ')}`;

/**
 * A line of Hugging Face's `metadata.jsonl` or `metadata.csv`, or of Flickr8k's `captions.txt`: `file_name` (or `image`), and
 * `text` (or `caption`, `captions`), a text or a list of texts; `split` is optional.
 * @throws DataError when it has no picture or no caption
 */
export function metadataOf(where: string, row: JsonObject): Mention {
  const name = (names: readonly string[]) => names.find((one) => Object.hasOwn(row, one)) ?? names[0] ?? '';
  const [caption, split] = [row[name(CAPTIONS)], row.split];
  const list = Array.isArray(caption) ? caption : [caption];
  if (!list.every((one) => typeof one === 'string')) {
    throw new DataError({ where, expected: `a text "${name(CAPTIONS)}"`, found: kindOf(caption) });
  }
  const picture = pictureIn(where, row, name(PICTURES));
  const isSaid = split !== undefined && split !== null && split !== '';
  return { where, picture, captions: list, ...(isSaid && { split: splitNamed(where, textIn(where, row, 'split')) }) };
}

/**
 * Lines that are JSON objects, each as for `metadataOf`.
 * @throws DataError naming the invalid line
 */
export function readMetadataLines(where: string, text: string): Mention[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `${where}, line ${index + 1}`;
    return [metadataOf(place, objectOf(place, line))];
  });
}

function objectOf(where: string, line: string): JsonObject {
  const found = parsed(line);
  if (isRecord(found)) return found;
  const expected = 'a JSON object { "file_name": …, "text": … }';
  throw new DataError({ where, expected, found: found === undefined ? 'no JSON' : kindOf(found) });
}

/** The value of a line of JSON; `undefined` if it is not JSON. */
export function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
