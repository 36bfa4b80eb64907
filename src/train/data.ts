import type { FeatureMatrix, Split } from '../data/dataset.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { StepRoom } from '../model/training_step.ts';
import type { Buffer } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';

/** Features stay on the device up to this many numbers (256 MiB of float32); beyond it each minibatch brings its own. */
const RESIDENT = 1 << 26;
/** Rows read and uploaded at a time, so that the host never holds the matrix. */
const ROWS_AT_ONCE = 4096;

/** Uploads all features once, if they fit, so that minibatches are gathered on the device. */
export function residentFeatures(
  workspace: Workspace,
  { backend, configuration }: Pick<CaptioningRNN, 'backend' | 'configuration'>,
  features: FeatureMatrix,
): Buffer | undefined {
  const { count, length } = features;
  // An encoder reads the pictures of a minibatch one after the other.
  if (configuration.encoder) return undefined;
  if (count * length > Math.min(RESIDENT, backend.maxBufferLength)) return undefined;
  const buffer = workspace.create('resident features', count * length);
  for (let start = 0; start < count; start += ROWS_AT_ONCE) {
    const rows = Math.min(ROWS_AT_ONCE, count - start);
    const values = features.readRows(Int32Array.from({ length: rows }, (_, i) => start + i));
    backend.write(buffer, values, start * length);
  }
  return buffer;
}

/** Room for minibatches of a split, which look like its first captions. */
export function roomFor({ captions }: Split, batchSize: number, columns: number): StepRoom {
  return { captions: batchSize, steps: columns - 1, like: captions.subarray(0, batchSize * columns) };
}

/**
 * The feature row of each caption's image: its own where features stay on the device, else one of those that the minibatch
 * brings, which are the `different` images in order of first use.
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
