import type { Fault } from '../errors.ts';
import type { FreeRunningScores } from '../evaluate/evaluate_captions.ts';
import type { Pointing } from '../explain/pointing.ts';
import type { Relevance } from '../explain/relevance.ts';
import type { Strip } from '../explain/strips.ts';
import type { DecodeOptions } from '../options/decoding_options.ts';
import type { RunOptions } from '../options/run_options.ts';
import type { CheckpointSummary } from '../runs/run_record.ts';
import type { KeptFile, KeptRun } from '../runs/run_store.ts';
import type { SavedState } from '../runs/run_writer.ts';
import type { CaptionedPicture, DataSource } from '../sources/data_source.ts';

/**
 * The whole language between page and worker: commands go in, events come out. A page, the terminal runner and the
 * tests all speak it; nothing else crosses the border.
 */

/** Page → worker, once, before any command. `key`: that of the server that opened the page. */
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
   * `paused`: the run pauses after its first step. `resume`: resumes the checkpoint that is open, exactly as if it
   * had never stopped; of `options` only `numEpochs` and `iterations` may then differ from the saved ones. `weights`: begins anew, but with the
   * weights of the checkpoint that is open, whose cell and sizes `options` need not name.
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
   * Opens a checkpoint: a file that was dropped, or one of a kept run. A run under way ends with it, unless the checkpoint
   * cannot be used. `backend`: where its model computes, by default where it was trained.
   */
  | { readonly type: 'open'; readonly file: File | KeptFile; readonly backend?: 'webgpu' | 'cpu' }
  /** Asks for the current model as a file. `pytorch`: with the names and the gate order of `nn.LSTM`, weights only. */
  | { readonly type: 'save'; readonly format?: 'fourgate' | 'pytorch' }
  /** Throws away a kept run. */
  | { readonly type: 'forget'; readonly run: string }
  /** Captions a split (by default the one that is shown) and scores it. Between two steps, when a run is under way. */
  | { readonly type: 'evaluate'; readonly split?: string; readonly images?: number; readonly decoding: DecodeOptions }
  /** Captions one picture, with the probability of each word. Between two steps, when a run is under way. */
  | (AskedPicture & { readonly type: 'describe'; readonly decoding: DecodeOptions })
  /** Why the model says the words of this caption. Between two steps, when a run is under way. */
  | (AskedPicture & { readonly type: 'explain'; readonly words: readonly string[] })
  /** Takes pictures of the data set, by the names that its addresses end in: a network is trained from them. No answer. */
  | { readonly type: 'pictures'; readonly files: readonly File[] }
  /** Takes the weights of the network that made the data's features: with it any picture can be captioned. */
  | { readonly type: 'network'; readonly file: File };

/** A picture that is asked about. */
export interface AskedPicture {
  readonly split: string;
  readonly image: number;
  /** A person's own picture, in place of one of the split. */
  readonly own?: Blob;
}

/** For people: the adapter's name, and whether it is a software one. */
export interface AdapterSummary {
  readonly name: string;
  readonly software: boolean;
}

export interface DatasetSummary {
  readonly name: string;
  readonly splits: readonly { readonly name: string; readonly images: number; readonly captions: number }[];
  /** The split whose pictures are shown, if there is one that is not learnt from; else training pictures are shown. */
  readonly heldOut?: string;
  readonly vocabularySize: number;
  readonly captionLength: number;
  readonly featureLength: number;
  /** The network that made the features, where that is known. */
  readonly featuresBy?: string;
  /** Whether any picture can be captioned, not only those of the data. */
  readonly takesPictures?: boolean;
  /** What was left out of a data set that was made here. */
  readonly remarks?: readonly string[];
  readonly seconds: number;
}

/** How many held-out captions name colour and shape of the main object right (scenes only). */
export interface SceneAccuracy {
  readonly split: string;
  readonly pictures: number;
  readonly correct: number;
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
  /** Teacher-forced: sum over time of −log p of people's own words, mean over captions. */
  readonly teacherForcedLoss: number;
  readonly freeRunning: FreeRunningScores;
  /** Whether CIDEr is the best so far. */
  readonly best: boolean;
  /** For people: all captions are the same, or the run ends early and why. */
  readonly warning?: string;
}

export interface SavedEvent {
  readonly type: 'saved';
  /** Suggested file name. */
  readonly name: string;
  readonly bytes: ArrayBuffer;
}

/** One caption as people read it, with its own CIDEr where it was scored. */
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
  /** All pictures, in the split's order. */
  readonly pictures: readonly ScoredPicture[];
}

/** One of the n best captions of a picture. */
export interface DescribedCaption {
  readonly caption: string;
  readonly ended: boolean;
  readonly logProb: number;
  readonly score: number;
  /** Each word (the last is `<END>` if it ended) with its log-probability and what else came to mind. */
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
  readonly captions: readonly DescribedCaption[];
}

/** Why the model says the words of a caption: word t is said after reading the one before it, the first after `<START>`. */
export interface ExplainedEvent {
  readonly type: 'explained';
  readonly split: string;
  readonly image: number;
  readonly words: readonly string[];
  readonly cellType: 'rnn' | 'lstm';
  readonly strips: readonly Strip[];
  /** (H) the units in an order in which like ones are neighbours. */
  readonly order: Uint32Array;
  /** Missing where the data set's features cannot be made of pixels here. */
  readonly relevance?: Relevance;
  /** The relevance is still to come: it takes the network that made the features, and longer than the rest. */
  readonly partial?: true;
}

/** A network that makes features of pictures like those of the data. */
export interface NetworkEvent {
  readonly type: 'network';
  /** Of its file. */
  readonly name: string;
  readonly madeBy: string;
  /** Whether the data say that it made their features; else only the number of features is known to fit. */
  readonly known: boolean;
}

/** Sent after `ready`, and whenever it has changed, here or by another tab. */
export interface RunsEvent {
  readonly type: 'runs';
  /** Missing where nothing can be kept. */
  readonly place?: 'browser' | 'folder';
  /** The last kept first. What is not among them is not kept, or no more. */
  readonly runs: readonly KeptRun[];
}

/** The run under way was kept. */
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
  /** Step of this run that is kept: the latest state is where it equals `step`. Missing where nothing is. */
  readonly keptStep?: number;
  readonly accuracy?: SceneAccuracy;
  readonly pointing?: Pointing;
  readonly pictures: readonly CaptionedPicture[];
}

export interface FailedEvent {
  readonly type: 'failed';
  /**
   * What the worker was doing. A `load` or `run` that fails takes the data or the run with it; `keep` is the keeping of a
   * run, which is tried again, while `save` makes a file for a person. `uncaught`: an error that nobody caught, in the
   * worker or the page; what is under way may continue. `ended`: there is no worker any more, and no further event.
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
    | 'network'
    | 'uncaught'
    | 'ended';
  readonly name: string;
  readonly message: string;
  readonly fault?: Fault;
}

/** Worker → page. */
export type Event =
  /** Sent at once, before `ready`: the name of a lock that the worker holds until it ends. */
  | { readonly type: 'alive'; readonly lock: string }
  /** Sent once, before any answer: the adapter that WebGPU would use, or why there is none. */
  | {
      readonly type: 'ready';
      readonly webgpu: AdapterSummary | { readonly missing: Fault };
    }
  | RunsEvent
  | { readonly type: 'loading'; readonly what: string; readonly done: number; readonly total: number }
  /** `pictures`: some of the split that is shown, without captions yet. */
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
  | NetworkEvent
  | FinishedEvent
  | FailedEvent;
