import { type DatasetToWrite, type Formats, hdf5Bytes } from '../../data/support/write_hdf5.ts';
import { everything, virtualBytes } from '../../data/support/write_virtual.ts';
import type { Format, Original } from '../format.ts';
import { attackLength } from '../length_mutations.ts';
import { onOneDay } from '../one_day.ts';
import {
  CAPTIONS_FILE,
  captions,
  cocoFiles,
  FEATURES,
  FEATURES_FILE,
  features,
  IMAGES,
  imageIdxs,
  LENGTH,
  readerOf,
  readFromDisk,
} from './coco.ts';

/** How a dataset lies in a file. */
interface Layout extends Pick<DatasetToWrite, 'gzip' | 'filter'> {
  readonly name: string;
  readonly formats: Formats;
  /** Rows of a chunk: more bytes than the zeros that HDF5 leaves between its records. */
  readonly chunkRows?: number;
  /** Axes without a limit: each number has an index of its own. */
  readonly growing?: number;
  /** Whether records and numbers all have checksums that know 0 from 65,535, which Fletcher's does not. */
  readonly sealed?: true;
}

const old = ['earliest', 'latest'] as const;
const middle = ['v110', 'latest'] as const;
const newest = ['latest', 'latest'] as const;

const LAYOUTS: readonly Layout[] = [
  { name: 'contiguous, as of 1998', formats: old },
  { name: 'contiguous', formats: newest },
  { name: 'chunked, as of 1998', formats: old, chunkRows: 40 },
  { name: 'chunked', formats: middle, chunkRows: 40 },
  { name: 'growing', formats: newest, chunkRows: 40, growing: 1 },
  { name: 'growing both ways', formats: newest, chunkRows: 40, growing: 2 },
  { name: 'gzip, as of 1998', formats: old, chunkRows: 13, gzip: true },
  { name: 'gzip', formats: newest, chunkRows: 13, gzip: true, sealed: true },
  { name: 'shuffled', formats: old, chunkRows: 40, filter: 'shuffle' },
  { name: 'with checksums', formats: newest, chunkRows: 40, filter: 'fletcher32' },
];

const INTEGERS = [Int32Array, Int8Array, Uint16Array, BigInt64Array, Int16Array, Uint8Array];

/** Numbers of these axes, laid out so. */
function datasetOf(
  layout: Layout,
  data: Exclude<DatasetToWrite['data'], string>,
  shape: readonly number[],
): DatasetToWrite {
  const { chunkRows, growing = 0, gzip, filter } = layout;
  if (chunkRows === undefined) return { data, shape };
  return {
    data,
    shape,
    chunks: [chunkRows, ...shape.slice(1)],
    ...(growing > 0 && { maxshape: shape.map((length, axis) => (axis < growing ? null : length)) }),
    ...(gzip && { gzip }),
    ...(filter && { filter }),
  };
}

async function captionsIn(layout: Layout, index: number, read: Original['read']): Promise<Original> {
  const Integers = INTEGERS[index % INTEGERS.length] ?? Int32Array;
  const numbers = (values: readonly number[]) =>
    Integers === BigInt64Array ? BigInt64Array.from(values, BigInt) : (Integers as Int32ArrayConstructor).from(values);
  const datasets = {
    train_captions: datasetOf(layout, numbers(captions), [IMAGES, LENGTH]),
    train_image_idxs: datasetOf(layout, numbers(imageIdxs), [IMAGES]),
  };
  const bytes = await hdf5Bytes(datasets, { formats: layout.formats });
  return { name: `${layout.name}, ${Integers.name}`, bytes, read, ...(layout.sealed && { sealed: () => true }) };
}

async function featuresIn(
  layout: Layout,
  data: Float32Array | Float64Array,
  read: Original['read'],
): Promise<Original> {
  const datasets = { features: datasetOf(layout, data, [IMAGES, FEATURES]) };
  const bytes = await hdf5Bytes(datasets, { formats: layout.formats });
  // Doubles that are too small for a float become 0 rightly.
  const plain = !layout.gzip && data instanceof Float32Array;
  const name = `${layout.name}, ${data.constructor.name}`;
  return { name, bytes, read, plain, ...(layout.sealed && { sealed: () => true }) };
}

async function virtualFeatures(read: Original['read']): Promise<Original> {
  const source = { data: features, shape: [IMAGES, FEATURES] };
  const mapping = { file: '.', path: '/source', from: everything, to: everything };
  const zeros = new Float32Array(features.length);
  const bytes = await virtualBytes({ source }, zeros, source.shape, [mapping], 'features');
  return { name: 'virtual', bytes, read };
}

const mutators = [attackLength, attackLength, attackLength, attackLength];

export const hdf5Captions: Format = {
  name: 'captions',
  mutators,
  async originals() {
    const read = readerOf(await cocoFiles(), CAPTIONS_FILE);
    return onOneDay(() => Promise.all(LAYOUTS.map((layout, index) => captionsIn(layout, index, read))));
  },
};

export const hdf5Features: Format = {
  name: 'features',
  mutators,
  async originals() {
    const read = readerOf(await cocoFiles(), FEATURES_FILE);
    const doubles = Float64Array.from(features);
    return onOneDay(() =>
      Promise.all([
        ...LAYOUTS.map((layout) => featuresIn(layout, features, read)),
        ...LAYOUTS.map((layout) => featuresIn(layout, doubles, readFromDisk)),
        virtualFeatures(read),
      ]),
    );
  },
};
