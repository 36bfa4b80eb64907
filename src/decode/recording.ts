import type { DecodeMethod, DecodeSettings } from './options.ts';

/** What a decoding program is recorded for. All else is told at each run. */
export interface Recording {
  /** Pictures of a run, at most. */
  readonly images: number;
  /** Words of a caption, `<START>` counted. */
  readonly columns: number;
  readonly method: DecodeMethod;
  /** Rows a picture: hypotheses of beam search, else 1. */
  readonly beamWidth: number;
  readonly alternatives: number;
  /** Whether log-probabilities are wanted, or words alone. */
  readonly logProbs: boolean;
  readonly repeats: boolean;
  readonly trigrams: boolean;
  readonly unknown: boolean;
  readonly badEndings: boolean;
}

/** Greedy words and nothing else. */
export function plainRecording(images: number, columns: number): Recording {
  const none = { repeats: false, trigrams: false, unknown: false, badEndings: false };
  return { images, columns, method: 'greedy', beamWidth: 1, alternatives: 0, logProbs: false, ...none };
}

/** What these settings take, `hasUnknown` saying whether the vocabulary has a word to suppress. */
export function recordingOf(settings: DecodeSettings, images: number, hasUnknown: boolean): Recording {
  const { method, maxLength, alternatives } = settings;
  return {
    images,
    columns: maxLength,
    method,
    beamWidth: method === 'beam' ? settings.beamWidth : 1,
    alternatives,
    logProbs: true,
    repeats: settings.noImmediateRepeat,
    trigrams: settings.noRepeatedTrigram,
    unknown: settings.suppressUnknown && hasUnknown,
    badEndings: settings.badEndings.length > 0,
  };
}

/** Pictures that one submit works on, at most: longer lists go in several, so that no submit is long. */
const MOST_IMAGES = 64;
/** Scores of the vocabulary layer that are on the device at once, at most: 64 MiB of float32. */
const SCORES_BUDGET = 2 ** 24;

/** Pictures that one run takes of N. */
export function imagesOfRun(N: number, beamWidth: number, V: number, maxBufferLength: number): number {
  const fitting = Math.floor(Math.min(SCORES_BUDGET, maxBufferLength) / (beamWidth * V));
  return Math.max(1, Math.min(N, MOST_IMAGES, fitting));
}
