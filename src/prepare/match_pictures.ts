import { DataError } from '../errors.ts';
import type { Mention, SplitName } from './mention.ts';

/** A picture of the folder, and its captions. */
export interface DescribedPicture {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly captions: readonly string[];
  /** The split that the captions file puts it in. */
  readonly split?: SplitName;
}

/** Pictures and captions that belong together, and what was left over. */
export interface Matched {
  /** In the order of their paths, so that the order of a captions file changes nothing. */
  readonly pictures: readonly DescribedPicture[];
  /** Pictures that have captions and are not there, as the captions file calls them. */
  readonly missing: readonly string[];
  /** Pictures without captions. */
  readonly undescribed: readonly string[];
  /** Captions left out because there is no word in them. */
  readonly wordless: number;
}

/** Endings of pictures that this project decodes somewhere. */
const PICTURE = /\.(jpe?g|png|webp|gif|avif|tiff?)$/i;
export const isPictureName = (name: string) => PICTURE.test(name);

const hasWords = (caption: string) => /[\p{L}\p{N}]/u.test(caption);

/**
 * Finds the pictures that captions are of: by their path below the folder, or by the name alone where only one picture has it.
 * @param folder name of the folder, for messages
 * @param paths of the files in it, with slashes
 * @throws DataError when none of them has a caption, a name may be several pictures, or one is put into two splits
 */
export function matchPictures(folder: string, paths: readonly string[], mentions: readonly Mention[]): Matched {
  const find = finderOf(paths);
  const found = new Map<string, { captions: string[]; split?: SplitName }>();
  const missing = new Set<string>();
  let wordless = 0;
  for (const mention of mentions) {
    const path = find(mention);
    if (path === undefined) {
      missing.add(mention.picture);
      continue;
    }
    const picture = found.get(path) ?? { captions: [] };
    found.set(path, picture);
    const said = mention.captions.map((caption) => caption.trim()).filter(hasWords);
    wordless += mention.captions.length - said.length;
    picture.captions.push(...said);
    putInSplit(picture, mention, path);
  }
  const pictures = [...found]
    .filter(([, { captions }]) => captions.length > 0)
    .map(([path, picture]) => ({ path, ...picture }))
    .sort(byPath);
  if (pictures.length === 0) throw noneDescribed(folder, paths, missing);
  const described = new Set(pictures.map(({ path }) => path));
  const undescribed = paths.filter((path) => isPictureName(path) && !described.has(path)).sort();
  return { pictures, missing: [...missing], undescribed, wordless };
}

/** By code units: the same in every language. */
const byPath = (a: DescribedPicture, b: DescribedPicture) => (a.path < b.path ? -1 : Number(a.path > b.path));

const baseOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

function finderOf(paths: readonly string[]): (mention: Mention) => string | undefined {
  const whole = new Set(paths);
  const byName = new Map<string, string[]>();
  for (const path of paths) byName.set(baseOf(path), [...(byName.get(baseOf(path)) ?? []), path]);
  return ({ where, picture }) => {
    const wanted = picture.replaceAll('\\', '/').replace(/^\.\//, '');
    if (whole.has(wanted)) return wanted;
    const [first, ...others] = byName.get(baseOf(wanted)) ?? [];
    if (others.length === 0) return first;
    const found = `${[first, ...others.slice(0, 2)].join(' and ')}${others.length > 2 ? ', …' : ''}`;
    const remedy = 'Write the path below the folder of pictures into the captions file.';
    throw new DataError({ where, expected: `one picture called ${wanted}`, found, remedy });
  };
}

function putInSplit(picture: { split?: SplitName }, { where, split }: Mention, path: string): void {
  if (split === undefined) return;
  if (picture.split !== undefined && picture.split !== split) {
    throw new DataError({ where, expected: `${path} in the split ${picture.split}, as before`, found: split });
  }
  picture.split = split;
}

function noneDescribed(folder: string, paths: readonly string[], missing: ReadonlySet<string>): DataError {
  const there = paths.filter(isPictureName);
  const some = (names: readonly string[]) => `${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}`;
  if (there.length === 0 && missing.size > 0) {
    return new DataError({ where: folder, expected: 'pictures, such as JPEG or PNG files', found: 'none' });
  }
  return new DataError({
    where: folder,
    expected: 'pictures that have captions',
    found: missing.size > 0 ? `${some(there)}, and captions of ${some([...missing])}` : 'captions without words',
    remedy: 'Name the folder that the names in the captions file are of.',
  });
}
