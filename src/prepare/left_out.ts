import type { Extracted } from './extract_features.ts';
import type { Matched } from './match_pictures.ts';

/**
 * What was left out of a data set, in sentences for the user; empty if nothing was.
 * @param shown maximum names shown of a list
 */
export function leftOut(
  matched: Omit<Matched, 'pictures'>,
  shown: number,
  skipped: Extracted['skipped'] = [],
): string[] {
  const named = (names: readonly string[], words: readonly [one: string, many?: string]) =>
    names.length === 0 ? [] : [namedIn(names, words, shown)];
  const { missing, undescribed, wordless } = matched;
  const unreadable = skipped.map(({ path }) => path);
  return [
    ...named(missing, ['with captions is missing', 'with captions are missing']),
    ...named(undescribed, ['without captions left out']),
    ...(wordless > 0 ? [`${counted(wordless, 'caption')} without words left out`] : []),
    ...named(unreadable, ['that cannot be decoded left out']),
  ];
}

function namedIn(names: readonly string[], [one, many = one]: readonly [string, string?], shown: number): string {
  const more = names.length > shown ? ` and ${names.length - shown} more` : '';
  const listed = `${names.slice(0, shown).join(', ')}${more}`;
  return `${counted(names.length, 'picture')} ${names.length === 1 ? one : many}: ${listed}`;
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
