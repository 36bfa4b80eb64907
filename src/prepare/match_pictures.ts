import { DataError } from '../errors.ts';
import type { Mention, SplitName } from './mention.ts';

/** A picture of the folder, and its captions. */
export interface DescribedPicture {
  /** Path below the folder, with slashes. */
  readonly path: string;
  readonly captions: readonly string[];
  /** Its split in the captions file. */
  readonly split?: SplitName;
}

/** Pictures with their captions, and what could not be matched. */
export interface Matched {
  /** In the order of their paths, so that the order of a captions file does not matter. */
  readonly pictures: readonly DescribedPicture[];
  /** Pictures that have captions but do not exist, by their names in the captions file. */
  readonly missing: readonly string[];
  /** Pictures without captions. */
  readonly undescribed: readonly string[];
  /** Captions left out because they contain no word. */
  readonly wordless: number;
}

/** Endings of the picture formats that can be decoded. */
const PICTURE = /\.(jpe?g|png|webp|gif|avif|tiff?)$/i;
export const isPictureName = (name: string) => PICTURE.test(name);

const hasWords = (caption: string) => /[\p{L}\p{N}]/u.test(caption);

/**
 * Matches captions with pictures: by path below the folder, or by name if only one picture has it.
 * @param folder name of the folder in messages
 * @param paths of the files in it, with slashes
 * @throws DataError when no picture has a caption, a name is ambiguous, or a picture is in two splits
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

/** By code units: the same in every locale. */
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
    const remedy = "In the captions file, write the path below the pictures' folder.";
    throw new DataError({ where, expected: `one picture named ${wanted}`, found, remedy });
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
    remedy: 'Choose the folder with the pictures that the captions file names.',
  });
}
