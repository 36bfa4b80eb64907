import type { Picture } from '../picture.ts';
import type { FloatTensor } from '../tensor.ts';
import { requireFile } from '../tensor_files/file_kinds.ts';
import type { Convention } from './convention.ts';
import { channelsLast } from './device_filters.ts';
import { readNetworkFile } from './network_file.ts';
import { networkInput } from './network_input.ts';
import { INPUT_CHANNELS } from './plan.ts';
import { CLASSIFIER, type Version } from './squeezenet.ts';

/** The layers before the classifier of a network's file: what `networkEncoder` makes an encoder of. */
export interface EncoderFile {
  readonly options: {
    readonly squeezenet: Version;
    readonly channels: readonly number[];
    readonly convention: Convention;
  };
  /** `W_conv1 (R, S, C, F)`, `b_conv1 (F)`, … in the order of the layers. */
  readonly params: Readonly<Record<string, FloatTensor>>;
  /** As `EncoderOfNetwork.pixels`. */
  pixels(pictures: readonly Picture[]): FloatTensor;
}

/** Reads such a file. @throws CheckpointError or OptionError as `loadNetwork` does */
export function encoderFile(bytes: Uint8Array, name: string): EncoderFile {
  requireFile('networkEncoder', bytes, name);
  const { version, convention, filters } = readNetworkFile(bytes, name);
  const layers = [...filters].filter(([layer]) => layer !== CLASSIFIER).map(([, one]) => one);
  const params = layers.flatMap((one, index) => {
    const C = one.C === 3 ? INPUT_CHANNELS : one.C;
    return [
      [`W_conv${index + 1}`, { shape: [one.R, one.R, C, one.F], data: channelsLast(one, C) }],
      [`b_conv${index + 1}`, { shape: [one.F], data: one.bias }],
    ] as const;
  });
  return {
    options: { squeezenet: version, channels: layers.map(({ F }) => F), convention },
    params: Object.fromEntries(params),
    pixels: (pictures) => pixelsFor(convention, pictures),
  };
}

/** Pixels (N, D) as a network of this convention reads them. @throws as `EncoderOfNetwork.pixels` does */
export function pixelsFor(convention: Convention, pictures: readonly Picture[]): FloatTensor {
  const { count, height, width, read } = networkInput('pixels', pictures, convention, { precision: 'float32' });
  return { shape: [count, height * width * INPUT_CHANNELS], data: read(0, count) };
}
