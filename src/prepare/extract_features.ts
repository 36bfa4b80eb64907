import { DataError } from '../errors.ts';
import type { Picture } from '../picture.ts';
import type { FeatureMaker } from './feature_maker.ts';
import { featuresOf, type NamedPicture } from './features_of.ts';
import { type Batch, decodeBatch, encodeBatch } from './kept_batch.ts';

/** Stores finished batches until all are complete: after an interruption they are not computed again. */
export interface BatchStore {
  read(name: string): Promise<Uint8Array | undefined>;
  write(name: string, bytes: Uint8Array): Promise<void>;
}

export interface ExtractOptions {
  readonly maker: FeatureMaker;
  /** Reads and decodes a picture. After a `DataError` the picture is skipped; any other error aborts. */
  readonly decode: (path: string) => Promise<Picture>;
  /** Pictures per batch. It is constant, because the last digits of a feature may depend on it. */
  readonly batchSize: number;
  readonly store: BatchStore;
  /** Called after each batch. @param computed whether it was computed, not taken from the store */
  readonly onProgress?: (done: number, total: number, computed: boolean) => void;
}

/** Features of pictures, and the pictures without any. */
export interface Extracted {
  /** (D) for each picture, `undefined` for one that could not be decoded. */
  readonly features: readonly (Float32Array | undefined)[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Computes the features of pictures in batches; while one is computed the next is decoded. Batches in the store are taken
 * from there.
 * @throws DataError when a feature is not finite; any error of the network, the store and the disk
 */
export async function extractFeatures(paths: readonly string[], options: ExtractOptions): Promise<Extracted> {
  const { maker, batchSize, store, onProgress } = options;
  const features: (Float32Array | undefined)[] = [];
  const skipped: { path: string; reason: string }[] = [];
  const batches = Array.from({ length: Math.ceil(paths.length / batchSize) }, (_, number) =>
    paths.slice(number * batchSize, (number + 1) * batchSize),
  );
  let ahead: { readonly number: number; readonly decoded: Promise<Decoded[]> } | undefined;
  for (const [number, batch] of batches.entries()) {
    const name = `batch-${String(number).padStart(6, '0')}`;
    const bytes = await store.read(name);
    const kept = bytes && decodeBatch(bytes, batch.length, maker.length);
    let found = kept;
    if (!found) {
      const decoded = await (ahead?.number === number ? ahead.decoded : decodeAll(batch, options));
      ahead = { number: number + 1, decoded: decodeAll(batches[number + 1] ?? [], options) };
      // Its errors reach the code that awaits it, unless this batch fails first.
      ahead.decoded.catch(() => {});
      found = await computed(batch, decoded, maker);
      await store.write(name, encodeBatch(found));
    }
    const reasons = new Map(found.skipped.map(({ place, reason }) => [place, reason]));
    for (const [place, path] of batch.entries()) {
      const reason = reasons.get(place);
      if (reason !== undefined) skipped.push({ path, reason });
      const row = found.features.subarray(place * maker.length, (place + 1) * maker.length);
      features.push(reason === undefined ? row : undefined);
    }
    onProgress?.(features.length, paths.length, !kept);
  }
  return { features, skipped };
}

/** A picture, or the reason why it could not be decoded. */
type Decoded = Picture | DataError;

/** Decodes sequentially: a decoder uses all cores itself, and memory should hold only one photograph in full size. */
async function decodeAll(paths: readonly string[], { maker, decode }: ExtractOptions): Promise<Decoded[]> {
  const all: Decoded[] = [];
  for (const path of paths) {
    try {
      all.push(maker.fit(await decode(path)));
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      all.push(error);
    }
  }
  return all;
}

async function computed(paths: readonly string[], decoded: readonly Decoded[], maker: FeatureMaker): Promise<Batch> {
  const features = new Float32Array(paths.length * maker.length);
  const skipped: { place: number; reason: string }[] = [];
  const places: number[] = [];
  const pictures: NamedPicture[] = [];
  for (const [place, one] of decoded.entries()) {
    if (one instanceof DataError) skipped.push({ place, reason: one.message });
    else {
      places.push(place);
      pictures.push({ path: paths[place] ?? '', picture: one });
    }
  }
  const rows = pictures.length > 0 ? await featuresOf(maker, pictures) : new Float32Array(0);
  for (const [index, place] of places.entries()) {
    features.set(rows.subarray(index * maker.length, (index + 1) * maker.length), place * maker.length);
  }
  return { features, skipped };
}
