import type { Picture } from '../picture.ts';

/** What a captioner may be given of a picture of Scenes. */
export type SceneFeatures = 'descriptor' | 'pixels';

/** Which data to train on: the embedded scenes, the files of a CS231n folder, or photos with captions. */
export type DataSource =
  | {
      readonly kind: 'scenes';
      readonly seed?: number;
      readonly train?: number;
      readonly val?: number;
      readonly test?: number;
      /** What the captioner is given of a picture. Default: a descriptor; with pixels it has an encoder of its own. */
      readonly features?: SceneFeatures;
    }
  | {
      readonly kind: 'files';
      readonly files: readonly File[];
      /** What people call the folder; dropped files do not know. */
      readonly name?: string;
      readonly maxTrain?: number;
      /** Where `files` are photos, of which a data set is to be made: their captions, and a network's weights. */
      readonly photos?: PhotoParts;
    };

/** What a data set is made of besides its photos. */
export interface PhotoParts {
  /** One file of captions, or a text beside each photo. */
  readonly texts: readonly File[];
  /** Weights of the network that looks at them; without it Scenes' descriptor does. */
  readonly cnn?: File;
  /** Where in their folder the photos lie, then the texts, with slashes: a file does not say it once it is sent to a worker. */
  readonly paths: readonly string[];
}

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
  readonly sampling?: 'random' | 'shuffled' | 'pictures';
  readonly seed?: number;
  /** Share of word vector elements dropped. */
  readonly wordDropout?: number;
  /** Share of hidden units dropped on their way to the vocabulary layer. */
  readonly outputDropout?: number;
  /** Gradients are scaled down to this norm; 0 never. */
  readonly clipNorm?: number;
  readonly labelSmoothing?: number;
  readonly weightDecay?: number;
  /** `step` multiplies the rate by `lrDecay` after every epoch; `plateau` after one without a better validation loss. */
  readonly schedule?: 'step' | 'cosine' | 'plateau';
  /** Steps in which the rate grows to its full size. */
  readonly warmupSteps?: number;
  /** Cosine: share of the steps before it begins. */
  readonly holdRate?: number;
  /** Share of input words that are the model's own. */
  readonly scheduledSampling?: number;
  /** Epochs after which the network that made the features is trained too; 0: from the beginning, −1: never. */
  readonly finetuneCnnAfter?: number;
  /** Learning rate of that network at first. */
  readonly cnnLearningRate?: number;
  /** Validation loss and metrics after every so many epochs; 0 never. */
  readonly validateEvery?: number;
  /** Pictures that validation metrics are taken over, at most. */
  readonly validateImages?: number;
  /** Ends the run after this many validations without a better CIDEr; 0 never. */
  readonly patience?: number;
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
  wordDropout: 0,
  outputDropout: 0,
  clipNorm: 0,
  labelSmoothing: 0,
  weightDecay: 0,
  schedule: 'step',
  warmupSteps: 0,
  holdRate: 0,
  scheduledSampling: 0,
  finetuneCnnAfter: -1,
  cnnLearningRate: 1e-5,
  validateEvery: 1,
  validateImages: 200,
  patience: 0,
};

/** Those for Scenes as pixels: minibatches of 64 pictures with all their captions, and longer, as the encoder is to learn too. */
export const pixelDefaults: RunDefaults = {
  ...runDefaults,
  learningRate: 3e-3,
  schedule: 'cosine',
  holdRate: 0.7,
  weightDecay: 0.1,
  batchSize: 320,
  numEpochs: 32,
  sampling: 'pictures',
  validateEvery: 8,
};

/** Those for features of files, which are larger than Scenes': steps as large as theirs saturate the first hidden state. */
export const fileDefaults: RunDefaults = { ...runDefaults, learningRate: 3e-3, lrDecay: 0.93 };

/** What a run's defaults depend on. */
export interface Trained {
  /** What the captioner is given of Scenes, where it is trained on them. */
  readonly features?: SceneFeatures | undefined;
  /** Training captions of a data set of files. */
  readonly captions?: number | undefined;
}

/** Captions read in a training before a captioner of photos says different things of different pictures. */
const CAPTIONS_READ = 72_000;
/** Passes over few captions, beyond which they are learnt by heart. */
const MOST_EPOCHS = 20;

/** What a run is to be where nothing else is said: fewer captions are read more often. */
export function defaultsFor({ features, captions }: Trained): RunDefaults {
  if (features === 'pixels') return pixelDefaults;
  if (captions === undefined) return runDefaults;
  const epochs = Math.ceil(CAPTIONS_READ / Math.max(1, captions));
  return { ...fileDefaults, numEpochs: Math.min(MOST_EPOCHS, Math.max(fileDefaults.numEpochs, epochs)) };
}

/** One picture with what the model says of it. All events of a data set are about the same pictures. */
export interface CaptionedPicture {
  readonly split: string;
  readonly image: number;
  /** Address of the picture, if the data set has one. */
  readonly url?: string;
  /** The picture itself, if the data set draws its own. Sent once, with `dataset`. */
  readonly pixels?: Picture;
  /** Empty before training. */
  readonly caption: string;
  readonly references: readonly string[];
  /** Whether the caption names colour and shape of the main object right (scenes only). */
  readonly right?: boolean;
}
