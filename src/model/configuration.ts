import { kindOf, requireObject, wrongKind } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import type { ElementType } from '../ops/backend.ts';
import type { SettingsOf } from '../options/declare.ts';
import { type ModelOptions, modelOptions } from '../options/model_options.ts';
import { checkOptions } from '../options/values.ts';
import type { Encoder } from './encoder.ts';

/** What the buffers of weights and activations hold. */
export function elementsOf({ storage }: Pick<Configuration, 'storage'>): ElementType {
  return storage === 'float16' ? 'half' : 'float';
}

/** The letters of G, the width of the pre-activation. */
export function gateAxis({ cellType }: Pick<Configuration, 'cellType'>): string {
  return cellType === 'lstm' ? '4H' : 'H';
}

/** Options of `CaptioningRNN`, as in CS231n's constructor, plus `seed`. */
export interface CaptioningOptions extends ModelOptions {
  /** Every word's number; the vocabulary has as many words as it has entries. `<NULL>` must be among them. */
  readonly wordToIdx: Readonly<Record<string, number>>;
  /**
   * Makes the feature from pixels, trained together with the captioner: what `pixelEncoder` or `networkEncoder` returned.
   * Default: none, features come from outside.
   */
  readonly encoder?: Encoder;
}

/** Checked options with their defaults, in the letters of the design. */
export interface Configuration extends Omit<SettingsOf<typeof modelOptions>, 'inputDim' | 'wordvecDim' | 'hiddenDim'> {
  /** Numbers that the host uploads for each picture: its feature, or its pixels with an encoder. */
  readonly D: number;
  /** Length of the feature that becomes the first hidden state: D without an encoder. */
  readonly E: number;
  readonly encoder: Encoder | undefined;
  readonly W: number;
  readonly H: number;
  readonly V: number;
  /** Width of the recurrent pre-activation: 4H for the LSTM, H for the RNN. */
  readonly gateWidth: number;
  readonly nullWord: number;
  readonly startWord: number | undefined;
  readonly endWord: number | undefined;
}

/** What programs work on that are given features, whatever makes them. */
export function ofFeatures(configuration: Configuration): Configuration {
  return { ...configuration, D: configuration.E, encoder: undefined };
}

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
export function checkCaptioningOptions(options: CaptioningOptions): Configuration {
  const given = checkOptions('CaptioningRNN', modelOptions, options, ['wordToIdx', 'encoder']);
  const { hiddenDim: H, wordvecDim: W, inputDim, ...named } = given;
  const { wordToIdx } = options;
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
  const { encoder } = options;
  if (encoder !== undefined && typeof encoder?.recordedIn !== 'function') {
    const remedy = 'Make one with pixelEncoder() or networkEncoder().';
    throw wrongKind('CaptioningRNN: encoder', 'an encoder', encoder, remedy);
  }
  const D = inputDim ?? encoder?.inputLength ?? 512;
  if (encoder && D !== encoder.inputLength) {
    const expected = `${encoder.inputLength}, red, green, blue and alpha of ${encoder.side} × ${encoder.side} pixels`;
    throw new OptionError({ where: 'CaptioningRNN: inputDim', expected, found: `${D}` });
  }
  return {
    ...named,
    D,
    E: encoder?.featureLength ?? D,
    encoder,
    W,
    H,
    V,
    gateWidth: named.cellType === 'lstm' ? 4 * H : H,
    nullWord,
    startWord: wordNumber(wordToIdx, '<START>', V),
    endWord: wordNumber(wordToIdx, '<END>', V),
  };
}
