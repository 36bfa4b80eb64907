import { DataError } from '../../errors.ts';
import type { Mention } from '../mention.ts';

const LINE = /^(.+)#\d+\t(.*)$/;

/** Whether a line is one of `Flickr8k.token.txt`. */
export const isTokenLine = (line: string) => LINE.test(line);

/**
 * `Flickr8k.token.txt`: a line `picture.jpg#0`, a tab, and a caption. So is Flickr30k's.
 * @throws DataError naming the line that does not fit
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
