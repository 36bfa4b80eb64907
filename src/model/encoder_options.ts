import type { Encoder, NetworkEncoderOptions, PixelEncoderOptions } from './encoder.ts';
import { checkNetworkEncoder } from './network_encoder.ts';
import { checkPixelEncoder } from './pixel_encoder.ts';

/** What a checkpoint says of an encoder, and a run's data of the one that they need. */
export type EncoderOptions = PixelEncoderOptions | NetworkEncoderOptions;

/**
 * The option of a captioner that has an encoder with these options, if it has one.
 * @throws OptionError as `pixelEncoder` does, or for a value that makes no network
 */
export function encoderOption(options: EncoderOptions | undefined): { readonly encoder?: Encoder } {
  if (options === undefined) return {};
  const where = 'CaptioningRNN: encoder';
  const isNetwork = typeof options === 'object' && options !== null && 'squeezenet' in options;
  return { encoder: isNetwork ? checkNetworkEncoder(where, options) : checkPixelEncoder(where, options) };
}
