import { kindOf } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import { positiveInteger, rejectUnknownOptions } from '../options.ts';

/** A convolutional network that makes the image feature from pixels and is trained together with the captioner. */
export interface EncoderOptions {
  /** Pixels of a side of its square pictures; halved by every layer. Default 32. */
  readonly side?: number;
  /** Channels that each layer makes. Default 16, 32, 64, 64. */
  readonly channels?: readonly number[];
}

/**
 * One layer: 3 × 3 convolution of `side` × `side` pixels, maximum of every 2 × 2 pixels, batch normalisation, and but for the
 * last one ReLU.
 */
export interface EncoderLayer {
  readonly side: number;
  /** Channels that it reads and makes, C and F. */
  readonly inputs: number;
  readonly outputs: number;
}

/** Checked options of an encoder, and what follows from them. */
export interface Encoder {
  readonly side: number;
  readonly channels: readonly number[];
  readonly layers: readonly EncoderLayer[];
  /** Numbers of a picture: red, green, blue and alpha of every pixel. */
  readonly inputLength: number;
  /** Numbers of the feature, E: all channels of the pixels that are left. */
  readonly featureLength: number;
}

/** Numbers of a pixel. */
const CHANNELS = 4;
/** The names of parameters have one digit. */
const MOST_LAYERS = 9;

/** @throws OptionError for an unknown option, channels that are no positive integers, or a side that the layers cannot halve. */
export function checkEncoder(where: string, options: EncoderOptions): Encoder {
  rejectUnknownOptions(where, options, ['side', 'channels']);
  const { side: asked = 32, channels = [16, 32, 64, 64] } = options;
  const side = positiveInteger(`${where}.side`, asked);
  const list: unknown = channels;
  if (!Array.isArray(list) || list.length < 1 || list.length > MOST_LAYERS) {
    throw new OptionError({
      where: `${where}.channels`,
      expected: `a list of 1 to ${MOST_LAYERS} numbers`,
      found: kindOf(list),
    });
  }
  const outputs = channels.map((count, layer) => positiveInteger(`${where}.channels[${layer}]`, count));
  if (side % 2 ** outputs.length !== 0) {
    const expected = `a multiple of ${2 ** outputs.length}, which ${outputs.length} layers halve`;
    throw new OptionError({ where: `${where}.side`, expected, found: `${side}` });
  }
  const layers = outputs.map((count, layer) => ({
    side: side / 2 ** layer,
    inputs: outputs[layer - 1] ?? CHANNELS,
    outputs: count,
  }));
  const left = side / 2 ** outputs.length;
  return {
    side,
    channels: outputs,
    layers,
    inputLength: CHANNELS * side * side,
    featureLength: left * left * (outputs.at(-1) ?? 0),
  };
}
