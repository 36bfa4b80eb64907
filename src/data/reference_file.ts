import { DataError } from '../errors.ts';
import { kindOf, parseObject } from './json.ts';

/** Optional file of untruncated references: captions of the table are truncated and have `<UNK>` for rare words. */
export const REFERENCES_FILE = 'references.json';

/** References of a split: a list of captions for each image row. */
export type References = readonly (readonly string[])[];

/**
 * Reads `{ "val": [[caption, …], …], … }`: for each split, in the order of its features, the reference
 * captions of each image: raw text or tokenised, not truncated, without `<UNK>`. Splits may be missing.
 * @param where name of the file in messages
 * @returns a function that gives the references of a split with this many images, `undefined` for a split that is not in the
 * file, and throws a `DataError` when their number differs, or an image has none
 * @throws DataError when the text is not a JSON object
 */
export function parseReferences(
  where: string,
  text: string,
): (split: string, images: number) => References | undefined {
  const content = parseObject(where, text, 'an object with a list of lists of captions for each split');
  return (split, images) =>
    Object.hasOwn(content, split) ? checked(`${where}: ${split}`, content[split], images) : undefined;
}

function checked(where: string, value: unknown, images: number): References {
  if (!Array.isArray(value))
    throw new DataError({ where, expected: 'a list of lists of captions', found: kindOf(value) });
  if (value.length !== images) {
    throw new DataError({
      where,
      expected: `${images} lists of captions, one for each image`,
      found: `${value.length}`,
      remedy: 'References and features do not belong together.',
    });
  }
  return value.map((captions: unknown, image) => {
    if (isCaptions(captions) && captions.some(hasWords)) return captions;
    const found = isCaptions(captions) ? 'none' : kindOf(captions);
    throw new DataError({
      where: `${where}, image ${image}`,
      expected: 'a list of at least one caption with words',
      found,
    });
  });
}

function isCaptions(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((caption) => typeof caption === 'string');
}

const hasWords = (caption: string) => /[\p{L}\p{N}]/u.test(caption);
