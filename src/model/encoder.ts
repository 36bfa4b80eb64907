import type { Buffer, Recorder, RunSizes, Size } from '../ops/backend.ts';
import type { Workspace } from '../ops/workspace.ts';
import type { Convention } from '../vision/convention.ts';
import type { Plan } from '../vision/plan.ts';
import type { Version } from '../vision/squeezenet.ts';
import type { EncoderParameterName, PerParameter } from './parameter_names.ts';

/**
 * What makes the image feature from pixels: a small network of our own, which `pixelEncoder` makes, or SqueezeNet from
 * `networkEncoder`. A program that trains on features need not load either.
 */
export type Encoder = OwnEncoder | NetworkEncoder;

/** What every encoder has. */
interface EncoderBase {
  /** Pixels of a side of its square pictures. */
  readonly side: number;
  /** Shapes of its parameters, in their order. */
  readonly parameters: ReadonlyMap<EncoderParameterName, readonly number[]>;
  /** Numbers of a picture: four for every pixel. */
  readonly inputLength: number;
  /** Numbers of the feature, E. */
  readonly featureLength: number;
  /** Its part of a program. @internal */
  recordedIn(setting: EncoderSetting): RecordedEncoder;
}

/** Options of `pixelEncoder`. */
export interface PixelEncoderOptions {
  /** Pixels of a side of its square pictures; halved by every layer. Default 32. */
  readonly side?: number;
  /** Channels that each layer makes. Default 16, 32, 64, 64. */
  readonly channels?: readonly number[];
}

/**
 * One layer: 3 × 3 convolution of `side` × `side` pixels, maximum of every 2 × 2 pixels, batch normalisation, and but for the
 * last one ReLU.
 */
export interface EncoderLayer {
  readonly side: number;
  /** Channels that it reads and makes, C and F. */
  readonly inputs: number;
  readonly outputs: number;
}

/** Checked options of an encoder of our own, and what follows from them: red, green, blue and alpha of all pixels become all channels of those that are left. */
export interface OwnEncoder extends EncoderBase {
  readonly kind: 'own';
  /** What a checkpoint says of it. */
  readonly options: Required<PixelEncoderOptions>;
  readonly layers: readonly EncoderLayer[];
}

/** SqueezeNet's layers before the classifier as an encoder, whose weights come from elsewhere: `networkEncoder` reads them. */
export interface NetworkEncoderOptions {
  readonly squeezenet: Version;
  /** Filters of each convolution, in order. */
  readonly channels: readonly number[];
  /** What it expects of a picture, and how its poolings end. */
  readonly convention: Convention;
}

/** Filters of a convolution, and where its parameters are. */
export interface Filters {
  readonly F: number;
  readonly R: number;
  readonly weight: EncoderParameterName;
  readonly bias: EncoderParameterName;
}

/** Checked options of SqueezeNet as an encoder, and what follows from them. */
export interface NetworkEncoder extends EncoderBase {
  readonly kind: 'network';
  readonly options: NetworkEncoderOptions;
  /** @internal */
  readonly plan: Plan;
  /** By the names of `convolutionsOf`. @internal */
  readonly filters: ReadonlyMap<string, Filters>;
  /** The layer whose mean over space is the feature. @internal */
  readonly output: string;
}

/** Where an encoder is recorded. */
export interface EncoderSetting {
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
