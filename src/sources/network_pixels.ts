import type { FeatureMatrix, Split } from '../data/dataset.ts';
import { DataError } from '../errors.ts';
import { pixelRelevance } from '../explain/gradient.ts';
import type { NetworkEncoderOptions } from '../model/encoder.ts';
import type { Picture } from '../picture.ts';
import { encoderMaker } from '../prepare/encoder_maker.ts';
import type { FeatureMaker } from '../prepare/feature_maker.ts';
import { pixelsFor } from '../vision/as_encoder.ts';
import { decodePicture } from '../vision/decode_picture.ts';
import type { TrainingData } from './training_data.ts';

/** Maximum number of pictures kept decoded: at 227 × 227 pixels 206 kB each, 1.7 GB in all. */
const MOST_PICTURES = 8192;
/** Maximum number of names in an error. */
const NAMES_SHOWN = 3;

/** The pictures of a data set by their addresses. */
export type PictureFiles = (url: string) => File | undefined;

/**
 * The data set for a captioner that is trained together with its network: instead of features it has the pixels of its
 * pictures, which `prepare` decodes.
 */
export function networkPixels(
  source: TrainingData,
  encoder: NetworkEncoderOptions,
  fileOf: PictureFiles,
): TrainingData {
  const { data } = source;
  const maker = encoderMaker(encoder);
  const pictures = new Map<string, readonly Picture[]>();
  const rowsOf = ({ name, features: { count } }: Split): FeatureMatrix => ({
    count,
    length: maker.length,
    readRows(indices) {
      const wanted = Array.from(indices, (index) => pictures.get(name)?.[index]);
      const there = wanted.filter((picture) => picture !== undefined);
      if (there.length === wanted.length) return Float32Array.from(pixelsFor(encoder.convention, there).data);
      throw new DataError({ where: `${data.name}: split ${name}`, expected: 'decoded pictures', found: 'none yet' });
    },
  });
  const splits = Object.entries(data.splits).map(([name, split]) => [name, { ...split, features: rowsOf(split) }]);
  const { cnn: _, ...others } = source;
  return {
    ...others,
    data: {
      ...data,
      featureLength: maker.length,
      featureMark: maker.mark,
      splits: Object.fromEntries(splits),
      original: data,
    },
    encoder,
    pictureFeatures: { maker, picture: (name, image) => pictures.get(name)?.[image], relevance: pixelRelevance },
    async prepare(onProgress) {
      if (pictures.size > 0) return;
      const decoded = await decodeAll(data.name, Object.values(data.splits), fileOf, maker, onProgress);
      for (const [name, list] of decoded) pictures.set(name, list);
    },
  };
}

/** @throws DataError when there are too many pictures, or some are missing or cannot be decoded */
async function decodeAll(
  where: string,
  splits: readonly Split[],
  fileOf: PictureFiles,
  maker: FeatureMaker,
  onProgress: (what: string, done: number, total: number) => void,
): Promise<Map<string, readonly Picture[]>> {
  const files = splits.map((split) => [split.name, filesOf(split, fileOf)] as const);
  const total = files.reduce((sum, [, list]) => sum + list.length, 0);
  requireAll(where, files);
  if (total > MOST_PICTURES) {
    const remedy = 'Train on features, or on fewer pictures: the pixels of all of them are kept in memory.';
    const expected = `at most ${MOST_PICTURES} pictures to train a network with`;
    throw new DataError({ where, expected, found: `${total}`, remedy });
  }
  const decoded = new Map<string, readonly Picture[]>();
  let done = 0;
  for (const [name, list] of files) {
    const pictures: Picture[] = [];
    for (const { file } of list) {
      onProgress('reading pictures', done++, total);
      pictures.push(maker.fit(await decodePicture(file ?? new Blob(), file?.name ?? '')));
    }
    decoded.set(name, pictures);
  }
  return decoded;
}

function filesOf({ urls, features }: Split, fileOf: PictureFiles) {
  return Array.from({ length: features.count }, (_, image) => {
    const url = urls[image];
    return { url, file: url === undefined ? undefined : fileOf(url) };
  });
}

function requireAll(where: string, files: readonly (readonly [string, ReturnType<typeof filesOf>])[]): void {
  const missing = files.flatMap(([name, list]) =>
    list.flatMap(({ url, file }, image) => (file ? [] : [url ?? `number ${image} of ${name}`])),
  );
  if (missing.length === 0) return;
  const names = missing.slice(0, NAMES_SHOWN).join(', ') + (missing.length > NAMES_SHOWN ? ', …' : '');
  const found = `${missing.length} of ${files.reduce((sum, [, list]) => sum + list.length, 0)} missing: ${names}`;
  throw new DataError({
    where: `${where}: pictures`,
    expected: 'the pictures of the data set, from which a network is trained',
    found,
    remedy:
      'Provide the folder that the data set was made of: drop it on the page, or name it with --photos. Pictures that share a name cannot be distinguished and do not count.',
  });
}
