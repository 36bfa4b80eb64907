import type { Extracted } from './extract_features.ts';
import type { Matched } from './match_pictures.ts';

/** Names that are told of a list that may be long. */
const SHOWN = 8;

/** What a data set has left out, in sentences for people; none where it has everything. */
export function leftOut(matched: Omit<Matched, 'pictures'>, skipped: Extracted['skipped'] = []): string[] {
  const { missing, undescribed, wordless } = matched;
  const unreadable = skipped.map(({ path }) => path);
  return [
    ...named(missing, ['that has captions is not there', 'that have captions are not there']),
    ...named(undescribed, ['without captions left out']),
    ...(wordless > 0 ? [`${counted(wordless, 'caption')} without words left out`] : []),
    ...named(unreadable, ['that cannot be decoded left out']),
  ];
}

function named(names: readonly string[], [one, many = one]: readonly [string, string?]): string[] {
  if (names.length === 0) return [];
  const more = names.length > SHOWN ? ` and ${names.length - SHOWN} more` : '';
  return [
    `${counted(names.length, 'picture')} ${names.length === 1 ? one : many}: ${names.slice(0, SHOWN).join(', ')}${more}`,
  ];
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
