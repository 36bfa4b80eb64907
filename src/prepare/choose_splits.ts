import { DataError } from '../errors.ts';
import { Random } from '../random.ts';
import type { DescribedPicture } from './match_pictures.ts';
import { SPLIT_NAMES, type SplitName } from './mention.ts';

/** How pictures are assigned to splits if no file does so. */
export interface SplitOptions {
  /** Shares of all pictures, from 0 to below 1 together. */
  readonly val: number;
  readonly test: number;
  readonly seed: number;
}

/** Pictures by split, in their order; only splits that are not empty. */
export type Splits<P> = ReadonlyMap<SplitName, readonly P[]>;

/** Whether a captions file assigns pictures to splits. */
export const saysSplits = (pictures: readonly DescribedPicture[]) => pictures.some(({ split }) => split !== undefined);

/**
 * The splits of the captions file; if it has none, pictures are assigned at random by the seed.
 * @param where name of the captions file in messages
 * @throws DataError when it assigns only some pictures to splits, or none to train
 */
export function chooseSplits(
  where: string,
  pictures: readonly DescribedPicture[],
  options: SplitOptions,
): Splits<DescribedPicture> {
  const chosen = saysSplits(pictures)
    ? pictures.map((picture) => said(where, picture))
    : dealt(pictures.length, options);
  const splits = new Map(
    SPLIT_NAMES.map((name) => [name, pictures.filter((_, index) => chosen[index] === name)] as const).filter(
      ([, some]) => some.length > 0,
    ),
  );
  if (splits.has('train')) return splits;
  const found = [...splits].map(([name, some]) => `${some.length} in ${name}`).join(', ');
  throw new DataError({ where, expected: 'pictures in the split train', found });
}

function said(where: string, { path, split }: DescribedPicture): SplitName {
  if (split !== undefined) return split;
  throw new DataError({ where, expected: `a split for ${path}, as for other pictures`, found: 'none' });
}

/** The split of each of this many pictures. With two or more pictures, a share above 0 is at least one of them. */
function dealt(count: number, { val, test, seed }: SplitOptions): SplitName[] {
  const random = new Random(seed);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  const most = count - 1;
  const sizeOf = (share: number, room: number) =>
    Math.min(room, share > 0 ? Math.max(1, Math.round(share * count)) : 0);
  const vals = sizeOf(val, most);
  const tests = sizeOf(test, most - vals);
  const names = new Array<SplitName>(count).fill('train');
  for (const index of order.slice(0, vals)) names[index] = 'val';
  for (const index of order.slice(vals, vals + tests)) names[index] = 'test';
  return names;
}
