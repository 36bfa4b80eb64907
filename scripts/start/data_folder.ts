import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DataError } from '../../src/errors.ts';
import { checkFile, filesBelow, obstacleOf } from '../paths.ts';

const dataFile = /^coco2014_(captions\.h5|vocab\.json)$|^references\.json$|2014_(vgg16_fc7(_pca)?\.h5|urls\.txt)$/;
/** Whether a file of this name is one of a CS231n folder. */
export const isDataFile = (name: string) => dataFile.test(name);
const picture = /\.(jpe?g|png|webp)$/i;

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    const expected = 'a CS231n coco_captioning folder';
    throw new DataError({ where: `--data ${folder}`, expected, found: obstacleOf(cause) }, { cause });
  }
}

/** Paths of the pictures in a folder and those below it. @throws DataError when it cannot be listed, or there are none */
export function picturesBelow(option: string, folder: string): string[] {
  const pictures = filesBelow(folder).filter((name) => picture.test(name));
  if (pictures.length > 0) return pictures.map((name) => resolve(folder, name));
  throw new DataError({ where: `${option} ${folder}`, expected: 'pictures', found: 'none' });
}

/**
 * Paths of the files of a CS231n folder that the page takes.
 * @param pictures whether to add those of a folder `images` in it, to be shown beside the captions
 * @throws DataError when there is no such folder, or none of the files in it; StorageError for one that cannot be read
 */
export function filesOfFolder(folder: string, pictures: boolean): string[] {
  const names = list(folder);
  const data = names.filter(isDataFile);
  if (data.length === 0) {
    throw new DataError({
      where: `--data ${folder}`,
      expected: 'coco2014_captions.h5, coco2014_vocab.json, train2014_vgg16_fc7_pca.h5, …',
      found: names.slice(0, 8).join(', ') || 'no files',
      remedy: 'Give the coco_captioning folder of CS231n assignment 3.',
    });
  }
  for (const name of data) checkFile(join(folder, name), 'a file of the data set');
  const images = pictures && names.includes('images') ? list(join(folder, 'images')) : [];
  return [...data, ...images.filter((name) => picture.test(name)).map((name) => join('images', name))].map((name) =>
    resolve(folder, name),
  );
}
