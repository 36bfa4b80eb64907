import { browserStore } from '../checkpoint/browser_store.ts';
import { memorySource, readText } from '../data/byte_source.ts';
import { loadCocoData } from '../data/load_coco.ts';
import { DataError, DeviceError, StorageError } from '../errors.ts';
import { openBackend } from '../open_backend.ts';
import type { Backend } from '../ops/backend.ts';
import { captionsBeside, textsBeside } from '../prepare/beside.ts';
import type { BatchStore } from '../prepare/extract_features.ts';
import type { FeatureMaker } from '../prepare/feature_maker.ts';
import { leftOut } from '../prepare/left_out.ts';
import { matchPictures } from '../prepare/match_pictures.ts';
import type { CaptionsFile } from '../prepare/mention.ts';
import { networkMaker } from '../prepare/network_maker.ts';
import { prepareDataset } from '../prepare/prepare_dataset.ts';
import { readCaptions } from '../prepare/read_captions.ts';
import { scenesMaker } from '../prepare/scenes_maker.ts';
import { openBatches, type Plan } from '../prepare/unfinished.ts';
import { decodePicture } from '../vision/decode_picture.ts';
import { loadNetwork } from '../vision/load_network.ts';
import type { PhotoParts } from './data_source.ts';
import { pictureFeaturesOfScenes } from './scenes.ts';
import { plainTrainingData, type TrainingData } from './training_data.ts';

/** The defaults of `npm run prepare-data`. */
const OPTIONS = { batchSize: 16, captionLength: 17, val: 0.1, test: 0.1, seed: 0 };
/** Maximum number of skipped names in a summary. */
const NAMES_SHOWN = 3;
/** Where features are cached: those of the same photos are computed only once. */
const KEPT_IN = 'fourgate-features';

/**
 * A data set of photos and their captions, made here. Features that were computed before come from the browser's storage.
 * @throws DataError for captions that cannot be used; CheckpointError for weights that cannot be
 */
export async function photosTrainingData(
  photos: readonly File[],
  { texts, cnn, paths }: PhotoParts,
  name = 'photos',
  onProgress: (what: string, done: number, total: number) => void,
): Promise<TrainingData> {
  const files = new Map([...photos, ...texts].map((file, index) => [paths[index] ?? file.name, file]));
  const captions = await captionsOf(files, texts);
  const matched = matchPictures(name, [...files.keys()], captions.mentions);
  const opened = await openMaker(cnn);
  try {
    const { maker } = opened;
    const pictures = matched.pictures.map(({ path }) => {
      const { size = 0, lastModified = 0 } = files.get(path) ?? {};
      return [path, size, lastModified] as const;
    });
    const prepared = await prepareDataset(name, matched.pictures, {
      ...OPTIONS,
      maker,
      decode: (path) => decodePicture(files.get(path) ?? new Blob(), path),
      store: await keptBatches({ maker: maker.mark.fingerprint, batchSize: OPTIONS.batchSize, pictures }),
      onProgress: (done, total) => onProgress('computing features', done, total),
    });
    const data = await loadCocoData({ name, files: prepared.files });
    const fileOf = (url: string) => files.get(url.replace(/^images\//, ''));
    const made = { ...plainTrainingData(data), fileOf, remarks: leftOut(matched, NAMES_SHOWN, prepared.skipped) };
    return cnn ? { ...made, cnn } : { ...made, pictureFeatures: pictureFeaturesOfScenes(() => undefined) };
  } finally {
    opened.close();
  }
}

async function captionsOf(files: ReadonlyMap<string, File>, texts: readonly File[]): Promise<CaptionsFile> {
  const [only] = texts;
  const paths = [...files.keys()];
  const beside = textsBeside(paths);
  if (only && texts.length === 1 && beside.length === 0) return readCaptions(only.name, await textOf(only));
  if (beside.length === 0) throw noCaptions(texts);
  const said = new Map<string, string>();
  for (const path of beside) said.set(path, await textOf(files.get(path) ?? new File([], path)));
  return captionsBeside('photos', paths, (path) => said.get(path) ?? '');
}

/** @throws DataError when it is not in UTF-8 */
async function textOf(file: File): Promise<string> {
  return readText(memorySource(file.name, new Uint8Array(await file.arrayBuffer())));
}

function noCaptions(texts: readonly File[]): DataError {
  const found =
    texts.length === 0
      ? 'none'
      : texts
          .slice(0, 3)
          .map(({ name }) => name)
          .join(', ');
  const remedy = 'Provide the file of captions, or a .txt of the same name beside each picture.';
  return new DataError({ where: 'photos', expected: 'one file of captions, or texts beside pictures', found, remedy });
}

/** Computes features, with a function to release it, which is called before anything is trained. */
async function openMaker(cnn: File | undefined): Promise<{ readonly maker: FeatureMaker; close(): void }> {
  if (!cnn) return { maker: scenesMaker, close: () => {} };
  const backend = await openAny();
  try {
    const network = await loadNetwork(backend, new Uint8Array(await cnn.arrayBuffer()), cnn.name);
    return {
      maker: networkMaker(network),
      close() {
        network.destroy();
        backend.destroy();
      },
    };
  } catch (error) {
    backend.destroy();
    throw error;
  }
}

async function openAny(): Promise<Backend> {
  try {
    return await openBackend('webgpu');
  } catch (error) {
    if (error instanceof DeviceError) return openBackend('cpu');
    throw error;
  }
}

/** Batches in the browser's storage; if it has none, in memory only. */
async function keptBatches(plan: Plan): Promise<BatchStore> {
  try {
    return await openBatches(browserStore(KEPT_IN), plan);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    return { read: async () => undefined, write: async () => {} };
  }
}
