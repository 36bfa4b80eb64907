import type { Picture } from '../picture.ts';
import type { FloatTensor } from '../tensor.ts';
import { requireFile } from '../tensor_files/file_kinds.ts';
import type { Convention } from './convention.ts';
import { channelsLast } from './device_filters.ts';
import { type NetworkFile, readNetworkFile } from './network_file.ts';
import { networkInput } from './network_input.ts';
import { INPUT_CHANNELS } from './plan.ts';
import { CLASSIFIER, type Version } from './squeezenet.ts';

/** A network as the encoder of a captioner, and its weights as that captioner's parameters. */
export interface EncoderOfNetwork {
  /** For `new CaptioningRNN(backend, { encoder, … })`. */
  readonly encoder: {
    readonly squeezenet: Version;
    readonly channels: readonly number[];
    readonly convention: Convention;
  };
  /** For `setParams`: `W_conv1 (R, S, C, F)`, `b_conv1 (F)`, … in the order of the layers. */
  readonly params: Readonly<Record<string, FloatTensor>>;
  /**
   * What that captioner takes as features of pictures: their pixels (N, D) in the network's size, colours and units.
   * @throws DataError or OptionError naming the picture that cannot be used
   */
  pixels(pictures: readonly Picture[]): FloatTensor;
}

/**
 * The layers before the classifier of SqueezeNet, to be fine-tuned together with a captioner.
 * @param bytes a weights file, as `loadNetwork` takes it
 * @param name name of the file, for messages
 * @throws CheckpointError or OptionError as `loadNetwork` does
 */
export function networkEncoder(bytes: Uint8Array, name: string): EncoderOfNetwork {
  requireFile('networkEncoder', bytes, name);
  return encoderOf(readNetworkFile(bytes, name));
}

/** As `networkEncoder`, of a file that was read. */
export function encoderOf({ version, convention, filters }: NetworkFile): EncoderOfNetwork {
  const layers = [...filters].filter(([layer]) => layer !== CLASSIFIER).map(([, one]) => one);
  const params = layers.flatMap((one, index) => {
    const C = one.C === 3 ? INPUT_CHANNELS : one.C;
    return [
      [`W_conv${index + 1}`, { shape: [one.R, one.R, C, one.F], data: channelsLast(one, C) }],
      [`b_conv${index + 1}`, { shape: [one.F], data: one.bias }],
    ] as const;
  });
  return {
    encoder: { squeezenet: version, channels: layers.map(({ F }) => F), convention },
    params: Object.fromEntries(params),
    pixels: (pictures) => pixelsFor(convention, pictures),
  };
}

/** Pixels (N, D) as a network of this convention reads them. @throws as `EncoderOfNetwork.pixels` does */
export function pixelsFor(convention: Convention, pictures: readonly Picture[]): FloatTensor {
  const { count, height, width, read } = networkInput('pixels', pictures, convention, { precision: 'float32' });
  return { shape: [count, height * width * INPUT_CHANNELS], data: read(0, count) };
}
