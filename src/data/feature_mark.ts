import { DataError } from '../errors.ts';
import type { FeatureMark } from './dataset.ts';

/** The names of the attributes in a feature file. */
const MADE_BY = 'made_by';
const FINGERPRINT = 'made_by_fingerprint';

/** A mark as attributes of the dataset `features`. */
export const markAttributes = ({ madeBy, fingerprint }: FeatureMark) => ({
  [MADE_BY]: madeBy,
  [FINGERPRINT]: fingerprint,
});

/**
 * The mark of a feature file, if it has one.
 * @throws DataError when only half of it exists
 */
export function featureMarkIn(where: string, attributes: ReadonlyMap<string, string>): FeatureMark | undefined {
  const [madeBy, fingerprint] = [attributes.get(MADE_BY), attributes.get(FINGERPRINT)];
  if (madeBy !== undefined && fingerprint !== undefined) return { madeBy, fingerprint };
  if (madeBy === undefined && fingerprint === undefined) return undefined;
  const [there, missing] = madeBy === undefined ? [FINGERPRINT, MADE_BY] : [MADE_BY, FINGERPRINT];
  throw new DataError({ where, expected: `an attribute ${missing} beside ${there}`, found: 'none' });
}

/** A feature file, and what made its features, if it says so. */
export interface FileMark {
  readonly where: string;
  readonly mark?: FeatureMark | undefined;
}

/**
 * The mark that all feature files of a data set share; `undefined` if one has none.
 * @throws DataError when two were made by different networks
 */
export function commonMark(files: readonly FileMark[]): FeatureMark | undefined {
  const [first, ...others] = files.filter(({ mark }) => mark !== undefined);
  const other = others.find(({ mark }) => mark?.fingerprint !== first?.mark?.fingerprint);
  if (first?.mark && other?.mark) {
    throw new DataError({
      where: other.where,
      expected: `features made by ${nameOf(first.mark)}, as in ${first.where}`,
      found: `features made by ${nameOf(other.mark)}`,
      remedy: 'Make the features of all splits with one network.',
    });
  }
  return files.length === others.length + 1 ? first?.mark : undefined;
}

/** A mark in words, with the fingerprint: two networks of one kind may have different weights. */
export const nameOf = ({ madeBy, fingerprint }: FeatureMark) => `${madeBy} (${fingerprint})`;
