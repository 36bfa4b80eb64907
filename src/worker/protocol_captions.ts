import type { DecodeOptions } from '../options/decoding_options.ts';
import type { RunOptions } from '../options/run_options.ts';
import type { CaptionedPicture, DataSource } from './protocol_run.ts';

/** A data set of files, without the files; without `maxTrain` all its training captions were used. */
export interface FilesSource {
  readonly kind: 'files';
  readonly name: string;
  readonly maxTrain?: number;
}

/** What is known of a checkpoint before it is used. */
export interface CheckpointSummary {
  readonly name: string;
  readonly bytes: number;
  readonly cellType: 'rnn' | 'lstm';
  readonly hiddenDim: number;
  readonly wordvecDim: number;
  readonly vocabularySize: number;
  /** What a person should know of how it was read. */
  readonly remark?: string;
  /** Whether a network is part of it: it captions any picture, without weights besides. */
  readonly readsPictures?: true;
  /** Missing where the checkpoint has weights only: it can caption but not resume training. */
  readonly training?: {
    readonly step: number;
    readonly totalSteps: number;
    readonly epoch: number;
    readonly loss: number;
    readonly options: RunOptions;
    /** What it was trained on: scenes can be drawn again, files must be given again. */
    readonly source: Exclude<DataSource, { kind: 'files' }> | FilesSource;
    /** When it was saved, milliseconds since 1970. */
    readonly savedAt: number;
    /** The best validation so far; its model is kept beside it. */
    readonly best?: { readonly epoch: number; readonly cider: number };
  };
}

/** Scores of captions that the model made on its own, as the coco-caption toolkit computes them. */
export interface FreeRunningScores {
  readonly bleu: readonly [number, number, number, number];
  readonly rougeL: number;
  readonly cider: number;
  /** Pictures that were captioned. */
  readonly pictures: number;
  /** Different words used, and their share of the vocabulary. */
  readonly wordsUsed: number;
  readonly vocabularyUse: number;
  /** Share of captions that another picture has too. */
  readonly identical: number;
  /** Share of captions that no training picture has. */
  readonly novel: number;
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
