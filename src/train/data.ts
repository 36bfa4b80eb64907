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

/** Uploads all features once, if they fit, so that minibatches are gathered on the device. */
export function residentFeatures(workspace: Workspace, backend: Backend, features: FeatureMatrix): Buffer | undefined {
  const { count, length } = features;
  if (count * length > Math.min(RESIDENT, backend.maxBufferLength)) return undefined;
  const buffer = workspace.create('resident features', count * length);
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const rows = Math.min(ROWS_AT_ONCE, count - start);
    const values = features.readRows(Int32Array.from({ length: rows }, (_, i) => start + i));
    backend.write(buffer, values, start * length);
  }
  return buffer;
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
  resident: Buffer | undefined,
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
