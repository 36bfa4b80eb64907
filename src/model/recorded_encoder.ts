import type { Buffer, Recorder, RunSizes, Size } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { PerParameter } from './parameter_names.ts';

/** Where an encoder is recorded. */
export interface EncoderSetting<E> {
  readonly encoder: E;
  readonly workspace: Workspace;
  readonly weights: PerParameter<Buffer>;
  /** (N, side, side, 4): what it reads. */
  readonly pixels: Buffer;
  /** Capacity in pictures. */
  readonly room: number;
  /** Pictures of a run, N. */
  readonly pictures: Size;
  /** Whether channels are normalised by the pictures of a run, not by the parameters `statistics_conv1`, … */
  readonly trains: boolean;
}

/** What a backward pass is to give. */
export interface Wanted {
  /** The gradients of the parameters. */
  readonly gradients?: PerParameter<Buffer> | undefined;
  /** (N, side, side, 4) the gradient with respect to the pixels. */
  readonly dpixels?: Buffer | undefined;
}

/** Statistics of a run, and the parameter that is to become their average over runs. */
export interface Average {
  readonly x: Buffer;
  readonly average: Buffer;
}

/** Features from pixels, as calls of the program that reads them. */
export interface RecordedEncoder {
  /** The statistics of a run that trains. */
  readonly averages: readonly Average[];
  /** Records what makes features (N, E). */
  forward(recorder: Recorder, features: Buffer): void;
  /** Records, after `forward`, the backward pass from `dfeatures` (N, E), which is used up. */
  backward(recorder: Recorder, dfeatures: Buffer, wanted: Wanted): void;
  /** Further sizes of a run of this many pictures. */
  sizes(pictures: number): RunSizes;
}
