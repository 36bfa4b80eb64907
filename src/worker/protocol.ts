import type { Fault } from '../errors.ts';

/**
 * The whole language between page and worker: commands go in, events come out. A page, the terminal runner and the
 * tests all speak it; nothing else crosses the border.
 */

/** Which data to train on: the embedded scenes, or the files of a CS231n folder. */
export type DataSource =
  | {
      readonly kind: 'scenes';
      readonly seed?: number;
      readonly train?: number;
      readonly val?: number;
      readonly test?: number;
    }
  | {
      readonly kind: 'files';
      readonly files: readonly File[];
      /** What people call the folder; dropped files do not know. */
      readonly name?: string;
      readonly maxTrain?: number;
    };

/** What to train. Every number is checked by the worker; unknown names are errors. */
export interface RunOptions {
  readonly backend?: 'webgpu' | 'cpu';
  readonly cellType?: 'rnn' | 'lstm';
  readonly wordvecDim?: number;
  readonly hiddenDim?: number;
  readonly updateRule?: 'sgd' | 'sgdMomentum' | 'rmsprop' | 'adam';
  readonly learningRate?: number;
  readonly lrDecay?: number;
  readonly batchSize?: number;
  readonly numEpochs?: number;
  /** Ends the run after so many steps, whatever `numEpochs` says. */
  readonly iterations?: number;
  readonly sampling?: 'random' | 'shuffled';
  readonly seed?: number;
}

/** Every option of a run but `iterations`, which by default is what `numEpochs` makes it. */
export type RunDefaults = Required<Omit<RunOptions, 'iterations'>>;

/** What a run uses where its options say nothing. Sized for the scenes: a software adapter learns them in minutes. */
export const runDefaults: RunDefaults = {
  backend: 'webgpu',
  cellType: 'lstm',
  wordvecDim: 64,
  hiddenDim: 128,
  updateRule: 'adam',
  learningRate: 5e-3,
  lrDecay: 0.9,
  batchSize: 64,
  numEpochs: 3,
  sampling: 'shuffled',
  seed: 231,
};

/** Page → worker. */
export type Command =
  | { readonly type: 'load'; readonly source: DataSource }
  /** `paused`: the run pauses after its first step. */
  | { readonly type: 'start'; readonly options: RunOptions; readonly paused?: boolean }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** One training step, then paused. */
  | { readonly type: 'step' }
  | { readonly type: 'stop' };

/** For people: the adapter's name, and whether it is a software one. */
export interface AdapterSummary {
  readonly name: string;
  readonly software: boolean;
}

export interface DatasetSummary {
  readonly name: string;
  readonly splits: readonly { readonly name: string; readonly images: number; readonly captions: number }[];
  readonly vocabularySize: number;
  readonly captionLength: number;
  readonly featureLength: number;
  readonly seconds: number;
}

/** One held-out picture with what the model says of it. All events of a data set are about the same pictures. */
export interface CaptionedPicture {
  readonly split: string;
  readonly image: number;
  /** Address of the picture, if the data set has one. */
  readonly url?: string;
  /** The picture itself as RGBA, if the data set draws its own. Sent once, with `dataset`. */
  readonly pixels?: { readonly width: number; readonly height: number; readonly rgba: Uint8ClampedArray };
  /** Empty before training. */
  readonly caption: string;
  readonly references: readonly string[];
  /** Whether the caption names colour and shape of the main object right (scenes only). */
  readonly right?: boolean;
}

/** How many held-out captions name colour and shape of the main object right (scenes only). */
export interface SceneAccuracy {
  readonly split: string;
  readonly pictures: number;
  readonly correct: number;
}

export interface StepEvent {
  readonly type: 'step';
  /** 1 for the first step. */
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  /** NaN after the first step, which tells nothing of the pace. */
  readonly captionsPerSecond: number;
  /** NaN after the first step. */
  readonly secondsLeft: number;
}

export interface StartedEvent {
  readonly type: 'started';
  readonly adapter: AdapterSummary;
  readonly backend: 'webgpu' | 'cpu';
  /** All options with their defaults filled in. */
  readonly options: Required<RunOptions>;
  readonly totalSteps: number;
  readonly parameters: number;
  /** Mean number of unmasked targets of a caption in the first minibatch, times ln V: what the first loss should be. */
  readonly expectedFirstLoss: number;
}

export interface FinishedEvent {
  readonly type: 'finished';
  readonly step: number;
  readonly stopped: boolean;
  readonly seconds: number;
  readonly loss: number;
  readonly accuracy?: SceneAccuracy;
  readonly pictures: readonly CaptionedPicture[];
}

export interface FailedEvent {
  readonly type: 'failed';
  /** What the worker was doing: the data that were there, or the run that went on, are gone with it. */
  readonly during: 'load' | 'run';
  readonly name: string;
  readonly message: string;
  readonly fault?: Fault;
}

/** Worker → page. */
export type Event =
  /** Sent once, before any other: the adapter that WebGPU would use, or why there is none. */
  | { readonly type: 'ready'; readonly webgpu: AdapterSummary | { readonly missing: Fault } }
  | { readonly type: 'loading'; readonly what: string; readonly done: number; readonly total: number }
  /** `pictures`: some held-out ones, without captions yet. */
  | { readonly type: 'dataset'; readonly summary: DatasetSummary; readonly pictures: readonly CaptionedPicture[] }
  | StartedEvent
  | StepEvent
  | { readonly type: 'captions'; readonly step: number; readonly pictures: readonly CaptionedPicture[] }
  | { readonly type: 'paused'; readonly step: number }
  | { readonly type: 'resumed'; readonly step: number }
  | FinishedEvent
  | FailedEvent;
