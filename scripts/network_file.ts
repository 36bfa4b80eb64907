import { readFileSync } from 'node:fs';
import type { Backend } from '../src/ops/backend.ts';
import type { FeatureMaker } from '../src/prepare/feature_maker.ts';
import { networkMaker } from '../src/prepare/network_maker.ts';
import { loadNetwork } from '../src/vision/load_network.ts';
import type { Opened } from './command.ts';
import { checkFile } from './paths.ts';

/**
 * The network of a weights file, which is put away when the command ends.
 * @throws StorageError when the file cannot be read, CheckpointError when it holds no such network
 */
export async function openNetwork(path: string, backend: Backend, opened: Opened): Promise<FeatureMaker> {
  checkFile(path, 'weights of a convolutional network');
  const network = await loadNetwork(backend, readFileSync(path), path);
  return networkMaker(opened.add(network, (one) => one.destroy()));
}
