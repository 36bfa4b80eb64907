import type { CaptionCheck } from '../data/scenes/check_caption.ts';
import type { Drawing } from '../data/scenes/drawing.ts';
import type { Fault } from '../errors.ts';
import type { FreeRunningScores } from '../evaluate/evaluate_captions.ts';
import type { Pointing } from '../explain/pointing.ts';
import type { Relevance } from '../explain/relevance.ts';
import type { Strip } from '../explain/strips.ts';
import type { UnitSurvey } from '../explain/survey.ts';
import type { Backend } from '../ops/backend.ts';
import type { DecodeOptions } from '../options/decoding_options.ts';
import type { RunOptions } from '../options/run_options.ts';
import type { CheckpointSummary, ValidationPoint } from '../runs/run_record.ts';
import type { KeptFile, KeptRun } from '../runs/run_store.ts';
import type { SavedState } from '../runs/run_writer.ts';
import type { CaptionedPicture, DataSource } from '../sources/data_source.ts';

/**
 * The whole protocol between page and worker: commands go in, events come out. The page, the terminal runner and
 * the tests all use it; nothing else passes between them.
 */

/** Page → worker, once, before any command. `key`: the key of the server that opened the page. */
export interface Begin {
  readonly type: 'begin';
  readonly key?: string;
}

/** Header in which a request to the page's server carries its key. */
export const KEY_HEADER = 'x-fourgate-key';

/** Page → worker. */
export type Command =
  | { readonly type: 'load'; readonly source: DataSource }
  /**
   * `paused`: the run pauses after its first step. `resume`: resumes the open checkpoint exactly as if it had never
   * stopped; of `options` only `numEpochs` and `iterations` may then differ from the saved ones. `weights`: starts a new run
   * from the
   * weights of the open checkpoint, whose cell and sizes `options` need not name.
   */
  | {
      readonly type: 'start';
      readonly options: RunOptions;
      readonly paused?: boolean;
      readonly resume?: boolean;
      readonly weights?: boolean;
    }
  | { readonly type: 'pause' }
  | { readonly type: 'resume' }
  /** One training step, then paused. */
  | { readonly type: 'step' }
  | { readonly type: 'stop' }
  /**
   * Opens a checkpoint: a file that was dropped, or one of a kept run. This ends a run in progress, unless the checkpoint
   * cannot be used. `backend`: where its model computes, by default where it was trained.
   */
  | { readonly type: 'open'; readonly file: File | KeptFile; readonly backend?: 'webgpu' | 'cpu' }
  /** Asks for the current model as a file. `pytorch`: with the names and the gate order of `nn.LSTM`, weights only. */
  | { readonly type: 'save'; readonly format?: 'fourgate' | 'pytorch' }
  /** Deletes a kept run. */
  | { readonly type: 'forget'; readonly run: string }
  /** Captions a split (by default the shown one) and scores it; between two steps when a run is in progress. */
  | { readonly type: 'evaluate'; readonly split?: string; readonly images?: number; readonly decoding: DecodeOptions }
  /** Captions one picture, with the probability of each word; between two steps when a run is in progress. */
  | (DescribedHow & { readonly type: 'describe' })
  /** Describes this picture, instead of any before, whenever a run captions the shown ones, at their step. No answer. */
  | { readonly type: 'follow'; readonly picture?: DescribedHow }
  /** Explains why the model generates the words of this caption; between two steps when a run is in progress. */
  | (AskedPicture & { readonly type: 'explain'; readonly words: readonly string[] })
  /** Records the states of the model's captions of some shown pictures; between two steps when a run is in progress. */
  | { readonly type: 'survey' }
  /** Passes pictures of the data set, by the names that its addresses end in, to train a network on. No answer. */
  | { readonly type: 'pictures'; readonly files: readonly File[] }
  /** Passes the weights of the network that made the data's features: with it any picture can be captioned. */
  | { readonly type: 'network'; readonly file: File };

/** The picture that a question is about. */
export interface AskedPicture {
  readonly split: string;
  readonly image: number;
  /** The user's own picture, instead of one of the split: a file, or a drawing in the manner of Scenes. */
  readonly own?: Blob | Drawing;
}

/** A picture that is to be captioned, and how. */
export interface DescribedHow extends AskedPicture {
  readonly decoding: DecodeOptions;
  /** Records, at the same step, the states of this one of its captions too: 0 for the best. */
  readonly statesOf?: number;
}

export interface DatasetSummary {
  readonly name: string;
  readonly splits: readonly { readonly name: string; readonly images: number; readonly captions: number }[];
  /** The held-out split whose pictures are shown; without one, training pictures are shown. */
  readonly heldOut?: string;
  readonly vocabularySize: number;
  readonly captionLength: number;
  readonly featureLength: number;
  /** The network that made the features, if known. */
  readonly featuresBy?: string;
  /** Whether any picture can be captioned, not only those of the data. */
  readonly takesPictures?: boolean;
  /** What was left out of a data set that was made here. */
  readonly remarks?: readonly string[];
  readonly seconds: number;
}

/** What captions say of their pictures, counted (Scenes only). */
export interface SceneAccuracy {
  readonly split: string;
  readonly pictures: number;
  /** Captions that name the colour and shape of the main object correctly. */
  readonly correct: number;
  /** Captions that say something that is not in the picture; their main object may be correct all the same. */
  readonly untrue: number;
  /** Captions that are no sentences of Scenes' grammar. */
  readonly broken: number;
}

export interface OpenedEvent {
  readonly type: 'opened';
  readonly checkpoint: CheckpointSummary;
}

export interface ValidatedEvent {
  readonly type: 'validated';
  readonly step: number;
  readonly epoch: number;
  readonly split: string;
  /** Teacher-forced: sum over time of −log p of the reference words, mean over captions. */
  readonly teacherForcedLoss: number;
  readonly freeRunning: FreeRunningScores;
  readonly accuracy?: SceneAccuracy;
  /** Whether CIDEr is the best so far. */
  readonly best: boolean;
  /** For display: all captions are identical, or the run ends early and why. */
  readonly warning?: string;
}

export interface SavedEvent {
  readonly type: 'saved';
  /** Suggested file name. */
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** One caption as text, with its own CIDEr where it was scored. */
export interface ScoredPicture extends CaptionedPicture {
  readonly cider: number;
  readonly logProb: number;
}

export interface EvaluatedEvent {
  readonly type: 'evaluated';
  readonly split: string;
  readonly decoding: DecodeOptions;
  readonly seconds: number;
  readonly teacherForcedLoss: number;
  readonly freeRunning: FreeRunningScores;
  readonly accuracy?: SceneAccuracy;
  /** All pictures, in the split's order. */
  readonly pictures: readonly ScoredPicture[];
}

/** One of the n best captions of a picture. */
export interface DescribedCaption {
  readonly caption: string;
  readonly ended: boolean;
  readonly logProb: number;
  readonly score: number;
  /** What it says of its picture, and objects that it leaves out, where that can be judged (Scenes only). */
  readonly check?: CaptionCheck;
  readonly leftOut?: readonly string[];
  /** Each word (the last is `<END>` if it ended) with its log-probability and the likeliest alternatives. */
  readonly words: readonly {
    readonly word: string;
    readonly logProb: number;
    readonly alternatives: readonly { readonly word: string; readonly logProb: number }[];
  }[];
}

export interface DescribedEvent {
  readonly type: 'described';
  readonly split: string;
  readonly image: number;
  /** Step of the training that the model is of; 0 before it, and for weights alone. */
  readonly step: number;
  readonly captions: readonly DescribedCaption[];
  /** The states of one of them, by its index, where they were asked for; without the regions of the picture that matter. */
  readonly states?: { readonly caption: number; readonly explained: ExplainedEvent };
  /** Not an answer: the picture is followed. */
  readonly followed?: true;
}

/** Why the model generates the words of a caption: word t follows from reading the word before it, the first from `<START>`. */
export interface ExplainedEvent {
  readonly type: 'explained';
  readonly split: string;
  readonly image: number;
  readonly step: number;
  readonly words: readonly string[];
  readonly cellType: 'rnn' | 'lstm';
  readonly strips: readonly Strip[];
  /** (H) the units, ordered so that similar ones are neighbours. */
  readonly order: Uint32Array;
  /** Missing where the data set's features cannot be computed from pixels here. */
  readonly relevance?: Relevance;
  /** The relevance follows later: it needs the network that made the features, and takes longer than the rest. */
  readonly partial?: true;
}

/** How each unit behaves at the words of the model's captions of pictures of this split. */
export interface SurveyedEvent extends UnitSurvey {
  readonly type: 'surveyed';
  readonly split: string;
}

/** A network that computes features like those of the data. */
export interface NetworkEvent {
  readonly type: 'network';
  /** Of its file. */
  readonly name: string;
  readonly madeBy: string;
  /** Whether the data record that it made their features; if not, only the feature length is known to match. */
  readonly known: boolean;
}

/** Sent after `ready` and after every change, here or in another tab. */
export interface RunsEvent {
  readonly type: 'runs';
  /** Missing where nothing can be kept. */
  readonly place?: 'browser' | 'folder';
  /** Most recently kept first. A run that is not listed is not kept, or no longer. */
  readonly runs: readonly KeptRun[];
}

/** The run in progress was kept. */
export interface KeptEvent extends SavedState {
  readonly type: 'kept';
}

export interface StepEvent {
  readonly type: 'step';
  /** 1 for the first step. */
  readonly step: number;
  readonly totalSteps: number;
  readonly epoch: number;
  readonly loss: number;
  /** NaN after the first step, which is not representative of the pace. */
  readonly captionsPerSecond: number;
  /** NaN after the first step. */
  readonly secondsLeft: number;
}

export interface StartedEvent {
  readonly type: 'started';
  readonly adapter: Backend['adapter'];
  readonly backend: 'webgpu' | 'cpu';
  /** All options with their defaults filled in. */
  readonly options: Required<RunOptions>;
  readonly totalSteps: number;
  readonly parameters: number;
  /** Mean number of unmasked targets of a caption in the first minibatch, times ln V: what the first loss should be. */
  readonly expectedFirstLoss: number;
  /** Of a resumed run: its losses until then, each the mean over the steps since the point before, and its validations. */
  readonly before?: {
    readonly steps: readonly number[];
    readonly losses: readonly number[];
    readonly validated: readonly ValidationPoint[];
  };
}

/** A run on a software adapter is clearly slower than the same training is on the CPU: both were measured. */
export interface SlowerEvent {
  readonly type: 'slower';
  readonly captionsPerSecond: number;
  /** Captions a second on the CPU. */
  readonly onCpu: number;
}

export interface FinishedEvent {
  readonly type: 'finished';
  readonly step: number;
  readonly stopped: boolean;
  readonly seconds: number;
  readonly loss: number;
  /** Step of this run that is kept; the latest state is kept where it equals `step`. Missing where nothing is kept. */
  readonly keptStep?: number;
  readonly accuracy?: SceneAccuracy;
  readonly pointing?: Pointing;
  readonly pictures: readonly CaptionedPicture[];
}

export interface FailedEvent {
  readonly type: 'failed';
  /**
   * What the worker was doing. A `load` or `run` that fails loses the data or the run; `keep` is keeping a run, which is
   * retried, while `save` makes a file for the user. `uncaught`: an uncaught error in the worker or the page; work in progress
   * may continue. `ended`: the worker no longer exists, and no event follows.
   */
  readonly during:
    | 'load'
    | 'run'
    | 'open'
    | 'save'
    | 'keep'
    | 'forget'
    | 'evaluate'
    | 'describe'
    | 'explain'
    | 'survey'
    | 'network'
    | 'uncaught'
    | 'ended';
  readonly name: string;
  readonly message: string;
  readonly fault?: Fault;
}

/** Worker → page. */
export type Event =
  /** Sent immediately, before `ready`: the name of a lock that the worker holds until it ends. */
  | { readonly type: 'alive'; readonly lock: string }
  /** Sent once, before any answer: the adapter that WebGPU would use, or why none is available. */
  | {
      readonly type: 'ready';
      readonly webgpu: Backend['adapter'] | { readonly missing: Fault };
    }
  | RunsEvent
  | { readonly type: 'loading'; readonly what: string; readonly done: number; readonly total: number }
  /** `pictures`: some of the shown split, without captions yet. */
  | { readonly type: 'dataset'; readonly summary: DatasetSummary; readonly pictures: readonly CaptionedPicture[] }
  | StartedEvent
  | StepEvent
  | { readonly type: 'captions'; readonly step: number; readonly pictures: readonly CaptionedPicture[] }
  | { readonly type: 'paused'; readonly step: number }
  | { readonly type: 'resumed'; readonly step: number }
  | OpenedEvent
  | ValidatedEvent
  | KeptEvent
  | SavedEvent
  | EvaluatedEvent
  | DescribedEvent
  | ExplainedEvent
  | SurveyedEvent
  | NetworkEvent
  | SlowerEvent
  | FinishedEvent
  | FailedEvent;
