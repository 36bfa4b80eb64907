import type { FeatureMatrix, Split } from '../data/dataset.ts';
import type { StepRoom } from '../model/training_step.ts';
import type { Backend, Buffer } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { Sampling } from '../options/training_options.ts';
import type { TrainerSettings } from './trainer_options.ts';

/** Features stay on the device up to this many numbers (256 MiB of float32); beyond it each minibatch uploads its own. */
const RESIDENT = 1 << 26;
/** Rows read and uploaded at a time, so that the host never holds the whole matrix. */
const ROWS_AT_ONCE = 4096;

/** Features that stay on the device, so that minibatches are gathered there. */
export class ResidentFeatures {
  /** (images, D); of features that are computed on demand, only rows that were brought hold them. */
  readonly buffer: Buffer;
  readonly #backend: Backend;
  readonly #features: FeatureMatrix;
  /** Rows that are still to be brought: empty where all are there from the beginning. */
  readonly #missing = new Set<number>();

  private constructor(buffer: Buffer, backend: Backend, features: FeatureMatrix) {
    this.buffer = buffer;
    this.#backend = backend;
    this.#features = features;
    const { count, length, onDemand } = features;
    if (onDemand) for (let row = 0; row < count; row++) this.#missing.add(row);
    for (let start = 0; !onDemand && start < count; start += ROWS_AT_ONCE) {
      const rows = Math.min(ROWS_AT_ONCE, count - start);
      const values = features.readRows(Int32Array.from({ length: rows }, (_, i) => start + i));
      backend.write(buffer, values, start * length);
    }
  }

  /** The features of a split, if they fit the device. @throws DataError for a feature that is not finite */
  static of(workspace: Workspace, backend: Backend, features: FeatureMatrix): ResidentFeatures | undefined {
    const { count, length } = features;
    if (count * length > Math.min(RESIDENT, backend.maxBufferLength)) return undefined;
    return new ResidentFeatures(workspace.create('resident features', count * length), backend, features);
  }

  /** Uploads those of these rows that are not there yet. @throws DataError for a feature that is not finite */
  bring(rows: Int32Array): void {
    if (this.#missing.size === 0) return;
    const { length } = this.#features;
    const wanted = [...new Set(rows)].filter((row) => this.#missing.has(row));
    const values = this.#features.readRows(wanted);
    wanted.forEach((row, i) => {
      this.#backend.write(this.buffer, values.subarray(i * length, (i + 1) * length), row * length);
      this.#missing.delete(row);
    });
  }
}

/** Buffers for minibatches of a split; its first captions serve as typical ones. */
export function roomFor(
  split: Split,
  columns: number,
  { batchSize, sampling }: Pick<TrainerSettings, 'batchSize' | 'sampling'>,
): StepRoom {
  const like = split.captions.subarray(0, batchSize * columns);
  return { captions: batchSize, pictures: mostPictures(split, batchSize, sampling), steps: columns - 1, like };
}

/**
 * The maximum number of distinct pictures in a minibatch. Where the captions of a picture follow each other, only those of the
 * first and the last may be divided between two minibatches.
 */
export function mostPictures(
  { imageIdxs, features }: Pick<Split, 'imageIdxs' | 'features'>,
  batchSize: number,
  sampling: Sampling,
): number {
  const most = Math.min(batchSize, features.count);
  if (sampling !== 'pictures') return most;
  const captions = new Map<number, number>();
  for (const image of imageIdxs) captions.set(image, (captions.get(image) ?? 0) + 1);
  let [between, left] = [0, batchSize - 2];
  for (const count of [...captions.values()].sort((a, b) => a - b)) {
    left -= count;
    if (left < 0) break;
    between += 1;
  }
  return Math.min(most, between + 2);
}

/**
 * The feature row of each caption's image: its own where features stay on the device, else one of those uploaded with the
 * minibatch, which are the `different` images in order of first use.
 */
export function featureRows(
  images: Int32Array,
  resident: boolean,
): { rows: ArrayLike<number>; different?: Int32Array } {
  if (resident) return { rows: images };
  const numbers = new Map<number, number>();
  const rows = Uint32Array.from(images, (image) => {
    const number = numbers.get(image) ?? numbers.size;
    numbers.set(image, number);
    return number;
  });
  return { rows, different: Int32Array.from(numbers.keys()) };
}
