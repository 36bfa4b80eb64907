import type { Extracted } from './extract_features.ts';
import type { Matched } from './match_pictures.ts';

/**
 * What a data set has left out, in sentences for the user; empty if nothing was left out.
 * @param shown how many names of a long list are shown
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
    ...named(missing, ['that has captions is not there', 'that have captions are not there']),
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
