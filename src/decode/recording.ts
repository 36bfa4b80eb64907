import type { DecodeMethod, DecodeSettings } from '../options/decoding_options.ts';
import type { Captioner } from './captioner.ts';

/** What changes the calls of a decoding program. All else is told at each run. */
export interface DecodingKind {
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

/** What a decoding program is recorded for. */
export interface Recording extends DecodingKind {
  /** Pictures of a run, at most. */
  readonly images: number;
}

/** Greedy words and nothing else. */
export function plainDecoding(columns: number): DecodingKind {
  const none = { repeats: false, trigrams: false, unknown: false, badEndings: false };
  return { columns, method: 'greedy', beamWidth: 1, alternatives: 0, logProbs: false, ...none };
}

/** What these settings take, `hasUnknown` saying whether the vocabulary has a word to suppress. */
export function decodingOf(settings: DecodeSettings, hasUnknown: boolean): DecodingKind {
  const { method, maxLength, alternatives } = settings;
  return {
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
/** Numbers in a buffer, at most: 64 MiB of float32. */
const BUDGET = 2 ** 24;

/** Pictures that one run takes of N, so that no buffer grows too long. */
export function imagesOfRun(N: number, { V, H, gateWidth, backend }: Captioner, kind: DecodingKind): number {
  const { beamWidth, columns, alternatives } = kind;
  const longestRow = Math.max(V, gateWidth, 2 * H, columns * Math.max(1, alternatives));
  const fitting = Math.floor(Math.min(BUDGET, backend.maxBufferLength) / (beamWidth * longestRow));
  return Math.max(1, Math.min(N, MOST_IMAGES, fitting));
}
