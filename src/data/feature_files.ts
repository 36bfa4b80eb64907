import { DataError } from '../errors.ts';
import { CAPTIONS_FILE } from './coco_captions.ts';
import { type DataFiles, missingFile } from './data_files.ts';

const FEATURES_FILE = /^(.+)2014_vgg16_fc7(_pca)?\.h5$/;

/**
 * Which feature file to use for each split. All splits take the same kind, for their lengths must agree: PCA or not as
 * `pca` says, by default PCA where all have it.
 * @throws DataError when a split has no such file, or a file belongs to a split without captions
 */
export function featureFiles(
  files: DataFiles,
  splits: readonly string[],
  pca: boolean | undefined,
): (split: string) => string {
  const orphan = files.names.map((name) => FEATURES_FILE.exec(name)?.[1]).find((it) => it && !splits.includes(it));
  if (orphan !== undefined) {
    throw new DataError({
      where: `${files.where}/${CAPTIONS_FILE}`,
      expected: `a dataset ${orphan}_captions, for there are ${orphan} features`,
      found: `captions of ${splits.join(', ')}`,
      remedy: 'Leave that feature file out, or add its captions.',
    });
  }
  const kinds = [true, false]
    .filter((kind) => pca === undefined || kind === pca)
    .map((kind) => (split: string) => `${split}2014_vgg16_fc7${kind ? '_pca' : ''}.h5`);
  const lacking = kinds.map((fileOf) => splits.map(fileOf).find((name) => !files.names.includes(name)));
  const complete = kinds[lacking.indexOf(undefined)];
  if (complete !== undefined) return complete;
  throw missingFile(files.where, lacking.join(' or '), files.names);
}
