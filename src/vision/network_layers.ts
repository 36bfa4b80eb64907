import type { Backend } from '../ops/backend.ts';
import type { FiltersOnDevice } from './device_filters.ts';
import type { NetworkFile } from './network_file.ts';

/** Layers of a network, by a plan's names, and what a program of them is recorded with. */
export interface NetworkLayers {
  readonly backend: Backend;
  readonly filters: FiltersOnDevice;
  readonly file: NetworkFile;
  readonly names: readonly string[];
}
