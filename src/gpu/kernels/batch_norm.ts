import batchBackwardSource from '../../../shaders/batch_norm_backward.wgsl?raw';
import batchForwardSource from '../../../shaders/batch_norm_forward.wgsl?raw';
import backwardSource from '../../../shaders/normalize_backward.wgsl?raw';
import forwardSource from '../../../shaders/normalize_forward.wgsl?raw';
import averageSource from '../../../shaders/running_average.wgsl?raw';
import {
  runningAverage as average,
  normalizeBackward as backward,
  batchNormBackward as batchBackward,
  batchNormForward as batchForward,
  normalizeForward as forward,
} from '../../ops/batch_norm.ts';
import { type Kernel, type KnownSizes, spread } from '../kernel.ts';
import { channelsEach, oneVec4Each } from './elementwise.ts';

const SLICES = 64;
const width = ({ C = 1 }: KnownSizes) => (C % 4 === 0 ? 4 : 1);

/** A workgroup for a channel, or for a vec4 of channels where C is known to be a multiple of four. */
const oneChannelEach = (source: string) => ({
  source,
  defines: (known: KnownSizes) => ({ VEC4: width(known) === 4 }),
  constants: () => ({ SLICES }),
  workgroups: ({ C = 0 }: KnownSizes, known: KnownSizes) => spread(C / width(known)),
});

export const batchNormForward: Kernel<typeof batchForward> = {
  op: batchForward,
  ...oneChannelEach(batchForwardSource),
};
export const batchNormBackward: Kernel<typeof batchBackward> = {
  op: batchBackward,
  ...oneChannelEach(batchBackwardSource),
};
export const normalizeForward: Kernel<typeof forward> = { op: forward, ...channelsEach(forwardSource, ['N', 'P']) };
export const normalizeBackward: Kernel<typeof backward> = { op: backward, ...channelsEach(backwardSource, ['N', 'P']) };
export const runningAverage: Kernel<typeof average> = { op: average, ...oneVec4Each(averageSource) };
