import { DataError } from '../../errors.ts';
import { readCsv } from '../csv.ts';
import type { Mention } from '../mention.ts';
import { isMetadata, METADATA_COLUMNS, metadataOf } from './metadata.ts';

const LINE = /^(.+)#\d+\t(.*)$/;

/** Whether a line is one of `Flickr8k.token.txt`. */
export const isTokenLine = (line: string) => LINE.test(line);

/**
 * `Flickr8k.token.txt`: lines of `picture.jpg#0`, a tab and a caption. Flickr30k's file has the same format.
 * @throws DataError naming the invalid line
 */
export function readFlickr8kTokens(where: string, text: string): Mention[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    const place = `${where}, line ${index + 1}`;
    const [, picture, caption] = LINE.exec(line) ?? [];
    if (picture !== undefined && caption !== undefined) return [{ where: place, picture, captions: [caption] }];
    throw new DataError({ where: place, expected: 'picture.jpg#0, a tab and a caption', found: JSON.stringify(line) });
  });
}

/**
 * A table with a header line, such as Flickr8k's `captions.txt` and Hugging Face's `metadata.csv`.
 * @throws DataError naming the line with other columns, or without a picture
 */
export function readTable(where: string, text: string): Mention[] {
  const rows = readCsv(where, text);
  const header = rows.next();
  const names = header.done ? [] : header.value.cells.map((name) => name.trim());
  if (!isMetadata(names)) {
    const place = `${where}, line ${header.done ? 1 : header.value.line}`;
    throw new DataError({ where: place, expected: METADATA_COLUMNS, found: names.join(', ') });
  }
  return [...rows].map(({ line, cells }) => {
    const place = `${where}, line ${line}`;
    if (cells.length === names.length) {
      return metadataOf(place, Object.fromEntries(names.map((name, column) => [name, cells[column] ?? ''])));
    }
    throw new DataError({
      where: place,
      expected: `${names.length} cells: ${names.join(', ')}`,
      found: `${cells.length}`,
      remedy: 'Put captions that contain a comma in quotes.',
    });
  });
}
