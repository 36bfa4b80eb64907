import { kindOf, requireObject } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import type { ElementType } from '../ops/backend.ts';
import { integer, oneOf, positiveInteger, rejectUnknownOptions } from '../options.ts';
import { checkEncoder, type Encoder, type EncoderOptions } from './encoder_options.ts';

export const CELL_TYPES = ['rnn', 'lstm'] as const;
export type CellType = (typeof CELL_TYPES)[number];

export const STORAGES = ['float32', 'float16'] as const;
export type Storage = (typeof STORAGES)[number];

/** What the buffers of weights and activations hold. */
export function elementsOf({ storage }: Pick<Configuration, 'storage'>): ElementType {
  return storage === 'float16' ? 'half' : 'float';
}

/** Options of `CaptioningRNN`, as in CS231n's constructor, plus `seed`. */
export interface CaptioningOptions {
  /** Every word's number; the vocabulary has as many words as it has entries. `<NULL>` must be among them. */
  readonly wordToIdx: Readonly<Record<string, number>>;
  /** Length D of an image feature, or of the pixels of an encoder's picture. Default 512, or what the encoder reads. */
  readonly inputDim?: number;
  /** Makes the feature from pixels, trained together with the captioner. Default: none, features come from outside. */
  readonly encoder?: EncoderOptions;
  /** Length W of a word vector. Default 128. */
  readonly wordvecDim?: number;
  /** Hidden units H. Default 128. */
  readonly hiddenDim?: number;
  /** Default `'rnn'`. */
  readonly cellType?: CellType;
  /** Seed of the initial weights. Default 0. */
  readonly seed?: number;
  /**
   * How weights and activations are kept where products read them. `'float32'` (default), or `'float16'`: half the bytes
   * of each; sums, gradients and the weights that are trained stay float32 (mixed precision, Micikevicius et al. 2018).
   * On WebGPU it takes a device with `shader-f16`; the CPU rounds the same numbers and saves no memory.
   */
  readonly storage?: Storage;
}

/** Checked options with their defaults, in the letters of the design. */
export interface Configuration {
  readonly cellType: CellType;
  /** Numbers that the host brings for each picture: its feature, or with an encoder its pixels. */
  readonly D: number;
  /** Length of the feature that becomes the first hidden state: D without an encoder. */
  readonly E: number;
  readonly encoder: Encoder | undefined;
  readonly W: number;
  readonly H: number;
  readonly V: number;
  /** Width of the recurrent pre-activation: 4H for the LSTM, H for the RNN. */
  readonly gateWidth: number;
  readonly seed: number;
  readonly storage: Storage;
  readonly nullWord: number;
  readonly startWord: number | undefined;
  readonly endWord: number | undefined;
}

const KNOWN = ['wordToIdx', 'inputDim', 'encoder', 'wordvecDim', 'hiddenDim', 'cellType', 'seed', 'storage'];

function wordNumber(wordToIdx: Readonly<Record<string, number>>, word: string, V: number): number | undefined {
  if (!Object.hasOwn(wordToIdx, word)) return undefined;
  const index = wordToIdx[word];
  if (index !== undefined && Number.isInteger(index) && index >= 0 && index < V) return index;
  throw new OptionError({
    where: `CaptioningRNN: wordToIdx['${word}']`,
    expected: `an integer from 0 to ${V - 1}`,
    found: kindOf(index),
  });
}

/** @throws OptionError for an unknown option, a size that is no positive integer, or a vocabulary without `<NULL>`. */
export function checkOptions(options: CaptioningOptions): Configuration {
  rejectUnknownOptions('CaptioningRNN', options, KNOWN);
  const { wordToIdx, wordvecDim = 128, hiddenDim = 128, cellType = 'rnn', seed = 0 } = options;
  requireObject('CaptioningRNN: wordToIdx', "an object with every word's number", wordToIdx);
  const V = Object.keys(wordToIdx).length;
  const nullWord = V > 0 ? wordNumber(wordToIdx, '<NULL>', V) : undefined;
  if (nullWord === undefined) {
    throw new OptionError({
      where: 'CaptioningRNN: wordToIdx',
      expected: 'an entry <NULL>',
      found: V > 0 ? `${V} entries without it` : 'no entries',
    });
  }
  const cell = oneOf('CaptioningRNN: cellType', cellType, CELL_TYPES);
  const H = positiveInteger('CaptioningRNN: hiddenDim', hiddenDim);
  const encoder = options.encoder === undefined ? undefined : checkEncoder('CaptioningRNN: encoder', options.encoder);
  const { inputDim = encoder?.inputLength ?? 512 } = options;
  const D = positiveInteger('CaptioningRNN: inputDim', inputDim);
  if (encoder && D !== encoder.inputLength) {
    const expected = `${encoder.inputLength}, red, green, blue and alpha of ${encoder.side} × ${encoder.side} pixels`;
    throw new OptionError({ where: 'CaptioningRNN: inputDim', expected, found: `${D}` });
  }
  return {
    cellType: cell,
    D,
    E: encoder?.featureLength ?? D,
    encoder,
    W: positiveInteger('CaptioningRNN: wordvecDim', wordvecDim),
    H,
    V,
    gateWidth: cell === 'lstm' ? 4 * H : H,
    seed: integer('CaptioningRNN: seed', seed),
    storage: oneOf('CaptioningRNN: storage', options.storage ?? 'float32', STORAGES),
    nullWord,
    startWord: wordNumber(wordToIdx, '<START>', V),
    endWord: wordNumber(wordToIdx, '<END>', V),
  };
}
