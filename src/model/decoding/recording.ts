import type { Buffer } from '../../ops/backend.ts';
import type { Workspace } from '../../ops/workspace.ts';
import type { DecodeMethod, DecodeSettings } from '../../options/decoding_options.ts';
import type { Captioner } from './captioner.ts';

/** The settings that a decoding program is recorded for, which change its calls. All others are given at each run. */
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

/** A recording before it is known how many pictures one run takes. */
export type Method = Omit<Recording, 'images'>;

/** Greedy words and nothing else. */
export function plainDecoding(columns: number): Method {
  const none = { repeats: false, trigrams: false, unknown: false, badEndings: false };
  return { columns, method: 'greedy', beamWidth: 1, alternatives: 0, logProbs: false, ...none };
}

/** What these settings take; `hasUnknown` saying whether the vocabulary has a word to suppress. */
export function decodingOf(settings: DecodeSettings, hasUnknown: boolean): Method {
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
export function imagesOfRun(N: number, { backend, configuration }: Captioner, method: Method): number {
  const { V, H, gateWidth } = configuration;
  const { beamWidth, columns, alternatives } = method;
  const longestRow = Math.max(V, gateWidth, 2 * H, columns * Math.max(1, alternatives));
  const fitting = Math.floor(Math.min(BUDGET, backend.maxBufferLength) / (beamWidth * longestRow));
  return Math.max(1, Math.min(N, MOST_IMAGES, fitting));
}

/**
 * The output of a run on the device: for every column of the captions `stride` numbers, the first of them those of the
 * rows. Column 0 is `<START>`.
 */
export interface Spoken {
  readonly stride: number;
  readonly words: Buffer;
  /** The words, column by column. */
  readonly columns: readonly Buffer[];
  /** The log-probability of every word, and the log Σ exp of a step's scores; where log-probabilities are wanted. */
  readonly measured: { readonly logProbs: Buffer; readonly total: Buffer } | undefined;
  /** For every row the maximum |score| that words were chosen from; not finite where any score was not. */
  readonly magnitude: Buffer;
  /** The likeliest words (columns − 1, rows, alternatives) at each step, of the rows of the column before. */
  readonly alternatives: { readonly words: Buffer; readonly logProbs: Buffer } | undefined;
}

/** Buffers for the output of a program. */
export function createSpoken(workspace: Workspace, recording: Recording): Spoken {
  const { columns, alternatives } = recording;
  const rows = recording.images * recording.beamWidth;
  const { whole: words, parts, starts } = workspace.createParts('words', Array(columns).fill(rows), 'uint');
  const stride = starts[1] ?? words.length;
  const likeliest = (columns - 1) * rows * alternatives;
  const measured = () => ({
    logProbs: workspace.create('log probs', columns * stride),
    total: workspace.create('total', rows),
  });
  const others = () => ({
    words: workspace.create('alternatives', likeliest, 'uint'),
    logProbs: workspace.create('log probs of alternatives', likeliest),
  });
  return {
    stride,
    words,
    columns: parts,
    magnitude: workspace.create('greatest scores', rows),
    measured: recording.logProbs ? measured() : undefined,
    alternatives: alternatives > 0 ? others() : undefined,
  };
}
