import { DataError } from '../errors.ts';
import { firstNonFinite, placeOf } from '../finite.ts';
import type { Picture } from '../picture.ts';
import type { FloatTensor } from '../tensor.ts';
import type { FeatureMaker } from './feature_maker.ts';

/** A picture from `FeatureMaker.fit`, and its name. */
export interface NamedPicture {
  readonly path: string;
  readonly picture: Picture;
}

/**
 * Features of pictures, (pictures.length, D), row by row.
 * @throws DataError naming the first picture with a feature that is not finite, and the weights; any error of the network
 */
export async function featuresOf(maker: FeatureMaker, pictures: readonly NamedPicture[]): Promise<FloatTensor['data']> {
  const rows = await maker.features(pictures.map(({ picture }) => picture));
  const at = firstNonFinite(rows);
  if (at < 0) return rows;
  const [row = 0, feature] = placeOf(at, [pictures.length, maker.length]);
  throw new DataError({
    where: `${pictures[row]?.path}: feature ${feature}`,
    expected: 'a finite number',
    found: String(rows[at]),
    remedy: `Check ${maker.name}: its weights are damaged, or too large.`,
  });
}
