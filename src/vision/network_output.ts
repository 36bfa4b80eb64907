import type { FloatTensor } from '../tensor.ts';
import type { NetworkFile } from './network_file.ts';
import { CLASSIFIER, convolutionsOf, layersOf } from './squeezenet.ts';

/** A gradient of what a network gives: of its scores (N, classCount) or its features (N, featureLength). */
export type OutputGradient =
  | { readonly dscores: FloatTensor; readonly dfeatures?: undefined }
  | { readonly dfeatures: FloatTensor; readonly dscores?: undefined };

/** Which network made features, and of what: it distinguishes features of different networks. */
export interface NetworkMark {
  /** Release and layer, such as `SqueezeNet 1.1, mean of fire9`. */
  readonly network: string;
  /** Size, order of colours, mean and scale of what it looks at. */
  readonly preprocessing: string;
  /** CRC-32 of the weights file, as eight hexadecimal digits. */
  readonly weights: string;
}

/** The layer whose mean over space is wanted, and its channels; none for the scores of weights without a classifier. */
export function outputOf({ version, filters }: NetworkFile, kind: 'scores' | 'features') {
  const channelsOf = (name: string) => filters.get(name)?.F ?? 0;
  if (kind === 'scores') {
    return filters.has(CLASSIFIER) ? { name: CLASSIFIER, channels: channelsOf(CLASSIFIER) } : undefined;
  }
  const last = layersOf(version).at(-1)?.name ?? '';
  const expands = convolutionsOf(version).at(-1)?.reads ?? [];
  return { name: last, channels: expands.reduce((sum, name) => sum + channelsOf(name), 0) };
}
