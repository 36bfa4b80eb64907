import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { memorySource, readText } from '../../src/data/byte_source.ts';
import { DataError } from '../../src/errors.ts';
import { captionsBeside } from '../../src/prepare/beside.ts';
import { type Matched, matchPictures } from '../../src/prepare/match_pictures.ts';
import type { CaptionsFile } from '../../src/prepare/mention.ts';
import { readCaptions } from '../../src/prepare/read_captions.ts';
import { checkFile, filesBelow } from '../paths.ts';

/** A file as text. @throws StorageError when it cannot be read, DataError when it is not in UTF-8 */
function textOf(path: string): string {
  checkFile(path, 'a file of captions');
  return readText(memorySource(path, readFileSync(path)));
}

/**
 * The pictures of a folder and their captions.
 * @param captions the file they are in; without it they lie beside the pictures
 * @throws DataError when folder or file are none, do not fit each other, or naming the line that is wrong
 */
export function readFolder(folder: string, captions: string | undefined): { file: CaptionsFile; matched: Matched } {
  const paths = filesBelow(folder);
  const isFolder = captions !== undefined && statSync(captions, { throwIfNoEntry: false })?.isDirectory();
  if (captions !== undefined && !isFolder) {
    const file = readCaptions(captions, textOf(captions));
    return { file, matched: matchPictures(folder, paths, file.mentions) };
  }
  if (isFolder && relative(folder, captions) !== '') {
    throw new DataError({
      where: `--captions ${captions}`,
      expected: 'a file of captions',
      found: 'another folder than that of the pictures',
      remedy: 'Texts beside the pictures need no --captions.',
    });
  }
  const file = captionsBeside(folder, paths, (path) => textOf(join(folder, path)));
  if (file.mentions.length > 0) return { file, matched: matchPictures(folder, paths, file.mentions) };
  throw new DataError({
    where: folder,
    expected: 'pictures with a .txt of the same name beside each',
    found: paths.slice(0, 5).join(', ') || 'no files',
    remedy: 'Name a file of captions: --captions FILE.',
  });
}
