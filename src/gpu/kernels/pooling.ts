import averageBackwardSource from '../../../shaders/average_pool_backward.wgsl?raw';
import averageForwardSource from '../../../shaders/average_pool_forward.wgsl?raw';
import maxBackwardSource from '../../../shaders/max_pool_backward.wgsl?raw';
import maxForwardSource from '../../../shaders/max_pool_forward.wgsl?raw';
import {
  averagePoolBackward as averageBackward,
  averagePoolForward as averageForward,
  maxPoolBackward as maxBackward,
  maxPoolForward as maxForward,
} from '../../ops/pooling.ts';
import type { Kernel } from '../kernel.ts';
import { channelsEach } from './elementwise.ts';

export const maxPoolForward: Kernel<typeof maxForward> = {
  op: maxForward,
  ...channelsEach(maxForwardSource, ['N', 'P', 'Q']),
};

export const maxPoolBackward: Kernel<typeof maxBackward> = {
  op: maxBackward,
  ...channelsEach(maxBackwardSource, ['N', 'H', 'W']),
};

export const averagePoolForward: Kernel<typeof averageForward> = {
  op: averageForward,
  ...channelsEach(averageForwardSource, ['N']),
};

export const averagePoolBackward: Kernel<typeof averageBackward> = {
  op: averageBackward,
  ...channelsEach(averageBackwardSource, ['N', 'M']),
};
