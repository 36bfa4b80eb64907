import { requireBackend } from '../arguments.ts';
import type { Backend } from '../ops/backend.ts';
import { requireFile } from '../tensor_files/file_kinds.ts';
import { ImageNetwork } from './network.ts';
import { readNetworkFile } from './network_file.ts';

/**
 * Loads the weights of a network onto a backend: SqueezeNet 1.0 or 1.1, with or without classifier, as safetensors with
 * torchvision's names (`features.0.weight`, `features.3.squeeze.weight`, …) or Caffe's (`conv1.weight`, …), or torchvision's
 * `.pth`.
 * Size, order of colours, mean and scale of the pictures are those that the weights were trained with: the file's metadata
 * say them, else they are torchvision's or Caffe's, as the names are.
 * @param bytes the file
 * @param name name of the file, for messages
 * @throws CheckpointError naming what is missing, damaged, not finite or of another network; OptionError for arguments of another
 * kind; DeviceError when the weights do not fit the device
 */
export async function loadNetwork(backend: Backend, bytes: Uint8Array, name: string): Promise<ImageNetwork> {
  requireBackend('loadNetwork: backend', backend);
  requireFile('loadNetwork', bytes, name);
  return new ImageNetwork(backend, readNetworkFile(bytes, name));
}
