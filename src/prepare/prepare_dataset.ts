import { DataError } from '../errors.ts';
import { chooseSplits, type SplitOptions, type Splits } from './choose_splits.ts';
import { type DatasetOptions, datasetFiles, type FeaturedPicture, type WrittenDataset } from './dataset_files.ts';
import { type Extracted, type ExtractOptions, extractFeatures } from './extract_features.ts';
import type { DescribedPicture } from './match_pictures.ts';

/** How a data set is made from pictures with captions. */
export type PrepareOptions = ExtractOptions & SplitOptions & Omit<DatasetOptions, 'mark'>;

/** A CS231n folder, and the pictures that were skipped because they could not be decoded. */
export type PreparedDataset = WrittenDataset & Pick<Extracted, 'skipped'>;

/**
 * Makes a CS231n folder from pictures and their captions: features, vocabulary, splits. The same pictures, captions and options
 * give the same bytes, whether or not some batches were in the store.
 * @param where name of the captions in messages
 * @throws DataError when no picture of the split train can be decoded, its words are too rare, or splits are invalid; any
 * error of the network and the store
 */
export async function prepareDataset(
  where: string,
  pictures: readonly DescribedPicture[],
  options: PrepareOptions,
): Promise<PreparedDataset> {
  const splits = chooseSplits(where, pictures, options);
  const paths = pictures.map(({ path }) => path);
  const { features, skipped } = await extractFeatures(paths, options);
  const featureOf = new Map(paths.map((path, index) => [path, features[index]]));
  const featured = new Map(
    [...splits]
      .map(([name, some]) => [name, some.flatMap((picture) => withFeature(picture, featureOf))] as const)
      .filter(([, some]) => some.length > 0),
  ) satisfies Splits<FeaturedPicture>;
  if (!featured.has('train')) {
    const found = `${skipped.length} of ${paths.length} that cannot be, such as ${skipped[0]?.reason}`;
    throw new DataError({ where, expected: 'pictures of the split train that can be decoded', found });
  }
  return { ...datasetFiles(featured, { ...options, mark: options.maker.mark }), skipped };
}

function withFeature(
  picture: DescribedPicture,
  featureOf: ReadonlyMap<string, Float32Array | undefined>,
): FeaturedPicture[] {
  const feature = featureOf.get(picture.path);
  return feature ? [{ ...picture, feature }] : [];
}
