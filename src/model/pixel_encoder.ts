import { kindOf } from '../arguments.ts';
import { OptionError } from '../errors.ts';
import { positiveInteger, rejectUnknownOptions } from '../option_checks.ts';
import type { EncoderLayer, EncoderSetting, OwnEncoder, PixelEncoderOptions, RecordedEncoder } from './encoder.ts';
import { RecordedOwnEncoder } from './encoder_program.ts';
import { type EncoderParameterName, statisticsOfLayer, weightOfLayer } from './parameter_names.ts';

/** Numbers of a pixel. */
const CHANNELS = 4;
/** The names of parameters have one digit. */
const MOST_LAYERS = 9;

/**
 * A convolutional network that makes the image feature from pixels and is trained together with the captioner: the option
 * `encoder` of `CaptioningRNN`.
 * @throws OptionError for an unknown option, channels that are no positive integers, or a side that the layers cannot halve.
 */
export function pixelEncoder(options: PixelEncoderOptions = {}): OwnEncoder {
  return checkPixelEncoder('pixelEncoder', options);
}

/** As `pixelEncoder`. @param where what errors call the options */
export function checkPixelEncoder(where: string, options: PixelEncoderOptions): OwnEncoder {
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
    recordedIn,
  };
}

function parametersOf({ inputs, outputs }: EncoderLayer, number: number) {
  const shapes: [EncoderParameterName, number[]][] = [
    [weightOfLayer(number), [3, 3, inputs, outputs]],
    [statisticsOfLayer(number), [2, outputs]],
  ];
  return shapes;
}

/** The method of every such encoder, which makes two with equal options equal. */
function recordedIn(this: OwnEncoder, setting: EncoderSetting): RecordedEncoder {
  return new RecordedOwnEncoder(this, setting);
}
