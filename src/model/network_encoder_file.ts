import type { Picture } from '../picture.ts';
import type { FloatTensor } from '../tensor.ts';
import { encoderFile } from '../vision/as_encoder.ts';
import type { NetworkEncoder } from './encoder.ts';
import { checkNetworkEncoder } from './network_encoder.ts';

/** A network as the encoder of a captioner, and its weights as that captioner's parameters. */
export interface EncoderOfNetwork {
  /** For `new CaptioningRNN(backend, { encoder, … })`. */
  readonly encoder: NetworkEncoder;
  /** For `setParams`: `W_conv1 (R, S, C, F)`, `b_conv1 (F)`, … in the order of the layers. */
  readonly params: Readonly<Record<string, FloatTensor>>;
  /**
   * What that captioner takes as features of pictures: their pixels (N, D) in the network's size, colours and units.
   * @throws DataError or OptionError naming the picture that cannot be used
   */
  pixels(pictures: readonly Picture[]): FloatTensor;
}

/**
 * The layers before the classifier of SqueezeNet, to be fine-tuned together with a captioner. It is apart from the encoder, as only
 * this reads files of weights: a model that is made of a checkpoint has them in it.
 * @param bytes a weights file, as `loadNetwork` takes it
 * @param name name of the file, for messages
 * @throws CheckpointError or OptionError as `loadNetwork` does
 */
export function networkEncoder(bytes: Uint8Array, name: string): EncoderOfNetwork {
  const { options, ...weights } = encoderFile(bytes, name);
  return { encoder: checkNetworkEncoder('networkEncoder', options), ...weights };
}
