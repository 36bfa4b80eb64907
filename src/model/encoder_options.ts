import { kindOf } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import { positiveInteger, rejectUnknownOptions } from '../option_checks.ts';
import type { EncoderBase } from './encoder_base.ts';
import { checkNetworkEncoder, type NetworkEncoder, type NetworkEncoderOptions } from './network_encoder.ts';
import { type EncoderParameterName, statisticsOfLayer, weightOfLayer } from './parameter_names.ts';

/** What makes the image feature from pixels: a small network of our own, or SqueezeNet. */
export type EncoderOptions = OwnEncoderOptions | NetworkEncoderOptions;

/** A convolutional network that makes the image feature from pixels and is trained together with the captioner. */
export interface OwnEncoderOptions {
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

/** Checked options of an encoder of our own, and what follows from them: red, green, blue and alpha of all pixels become all channels of those that are left. */
export interface OwnEncoder extends EncoderBase {
  readonly kind: 'own';
  /** What a checkpoint says of it. */
  readonly options: Required<OwnEncoderOptions>;
  readonly layers: readonly EncoderLayer[];
}

export type Encoder = OwnEncoder | NetworkEncoder;

/** Numbers of a pixel. */
const CHANNELS = 4;
/** The names of parameters have one digit. */
const MOST_LAYERS = 9;

/** @throws OptionError for an unknown option, channels that are no positive integers, or a side that the layers cannot halve. */
export function checkEncoder(where: string, options: EncoderOptions): Encoder {
  const isNetwork = typeof options === 'object' && options !== null && 'squeezenet' in options;
  return isNetwork ? checkNetworkEncoder(where, options) : checkOwnEncoder(where, options);
}

function checkOwnEncoder(where: string, options: OwnEncoderOptions): OwnEncoder {
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
    kind: 'own',
    options: { side, channels: outputs },
    side,
    layers,
    parameters: new Map(layers.flatMap((layer, index) => parametersOf(layer, index + 1))),
    inputLength: CHANNELS * side * side,
    featureLength: left * left * (outputs.at(-1) ?? 0),
  };
}

function parametersOf({ inputs, outputs }: EncoderLayer, number: number) {
  const shapes: [EncoderParameterName, number[]][] = [
    [weightOfLayer(number), [3, 3, inputs, outputs]],
    [statisticsOfLayer(number), [2, outputs]],
  ];
  return shapes;
}
