import { isPictureName } from './match_pictures.ts';
import type { CaptionsFile } from './mention.ts';

const stemOf = (path: string) => path.replace(/\.[^./]*$/, '');

/** The text files of a folder that belong to pictures: `a/dog.txt` to `a/dog.jpg`. */
export function textsBeside(paths: readonly string[]): string[] {
  const stems = new Set(paths.filter(isPictureName).map(stemOf));
  return paths.filter((path) => /\.txt$/i.test(path) && stems.has(stemOf(path)));
}

/**
 * Captions in text files beside their pictures, one caption per line.
 * @param folder its name in messages
 * @param paths of the files in it
 * @param textOf reads a file
 */
export function captionsBeside(
  folder: string,
  paths: readonly string[],
  textOf: (path: string) => string,
): CaptionsFile {
  const texts = new Map(textsBeside(paths).map((path) => [stemOf(path), path]));
  const mentions = paths.filter(isPictureName).flatMap((picture) => {
    const path = texts.get(stemOf(picture));
    if (path === undefined) return [];
    const captions = textOf(path)
      .split(/\r?\n/)
      .filter((line) => line.trim() !== '');
    return [{ where: `${folder}/${path}`, picture, captions }];
  });
  return { format: 'a text beside each picture', mentions };
}
