import type { Buffer, Recorder, Size } from '../ops/backend.ts';

/**
 * Where the features of a program come from, if not from the host: a network of pixels, whose calls are recorded in the
 * same program. Row r of the features belongs to row r of whatever the source reads.
 */
export interface FeatureSource {
  /** Records the calls that write rows 0 … `rows` − 1 of `features` (rows, D). */
  forward(recorder: Recorder, features: Buffer, rows: Size): void;
  /** Records the calls that take the gradient `dfeatures` (rows, D) on to what the features were made of. */
  backward(recorder: Recorder, dfeatures: Buffer, rows: Size): void;
}
