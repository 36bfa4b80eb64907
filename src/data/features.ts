import { DataError } from '../errors.ts';
import type { FeatureMark, FeatureMatrix } from './dataset.ts';
import { featureMarkIn } from './feature_mark.ts';
import { requireFinite, requireRows, rowsInMemory } from './feature_rows.ts';
import type { Hdf5File } from './hdf5.ts';
import type { Hdf5Dataset } from './hdf5_dataset.ts';

/**
 * A matrix up to this many bytes is read, checked and kept when its file is opened; a larger one stays on disk.
 * Flickr8k's and Scenes' are kept, COCO's (170 MB with PCA, 1.36 GB without) are not.
 */
const KEPT_BYTES = 32 << 20;

/** Far longer than any network's features, and short enough for a minibatch of rows in memory. */
const LONGEST = 1 << 20;

/** A feature matrix that must be closed. */
export interface OpenFeatures extends FeatureMatrix {
  /** What made them, if the file says so. */
  readonly mark?: FeatureMark;
  close(): void;
}

/**
 * The dataset `features` of an open file, (images, D) of float16, float32 or float64; kept in memory if it is at most
 * `keptBytes` as float32. Takes ownership of the file and closes it, also on error.
 * @throws DataError when it is missing, has another rank or type, or is kept in memory and holds a number that is not finite
 */
export function openFeatures(file: Hdf5File, keptBytes = KEPT_BYTES): OpenFeatures {
  try {
    const dataset = file.dataset('features');
    dataset.require(2, 'float');
    const [count = 0, length = 0] = dataset.shape;
    if (length === 0 || length > LONGEST) {
      const expected = `rows of 1 to ${LONGEST} numbers`;
      throw new DataError({ where: dataset.where, expected, found: `rows of ${length}` });
    }
    const mark = featureMarkIn(dataset.where, dataset.attributes);
    const marked = (features: OpenFeatures) => (mark ? { ...features, mark } : features);
    if (count * length * Float32Array.BYTES_PER_ELEMENT > keptBytes) {
      return marked(onDisk(file, dataset, count, length));
    }
    const kept = rowsInMemory(dataset.where, dataset.readFloats(0, count), [count, length]);
    file.close();
    return marked({ ...kept, close() {} });
  } catch (error) {
    file.close();
    throw error;
  }
}

function onDisk(file: Hdf5File, dataset: Hdf5Dataset, count: number, length: number): OpenFeatures {
  return {
    count,
    length,
    readRows(indices) {
      requireRows(dataset.where, indices, count);
      const rows = new Float32Array(indices.length * length);
      for (const run of runsOf(indices, dataset.chunkRows)) {
        const read = dataset.readFloats(run.first, run.last + 1);
        for (const [place, row] of run.places) {
          const start = (row - run.first) * length;
          rows.set(read.subarray(start, start + length), place * length);
        }
      }
      requireFinite(dataset.where, rows, length, (place) => indices[place] ?? 0);
      return rows;
    },
    close: () => file.close(),
  };
}

/** Rows read at once: `first` to `last`, copied to `places` of the result. */
interface Run {
  readonly first: number;
  last: number;
  readonly places: (readonly [place: number, row: number])[];
}

/**
 * The requested rows in ascending order, in one run where they are adjacent or share a chunk: reading one row unpacks its
 * whole chunk, and large chunks are not cached.
 */
function runsOf(indices: ArrayLike<number>, chunkRows: number): Run[] {
  const runs: Run[] = [];
  const wanted = Array.from(indices, (row, place) => [place, row] as const).sort((a, b) => a[1] - b[1]);
  let run: Run | undefined;
  for (const [place, row] of wanted) {
    const joins = run !== undefined && (row <= run.last + 1 || sameChunk(row, run.last, chunkRows));
    if (run === undefined || !joins) {
      run = { first: row, last: row, places: [] };
      runs.push(run);
    }
    run.last = row;
    run.places.push([place, row]);
  }
  return runs;
}

function sameChunk(a: number, b: number, chunkRows: number): boolean {
  return Math.floor(a / chunkRows) === Math.floor(b / chunkRows);
}
