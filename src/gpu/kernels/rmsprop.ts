import source from '../../../shaders/rmsprop.wgsl?raw';
import { rmsprop as op } from '../../ops/update_rules.ts';
import type { Kernel } from '../kernel.ts';
import { updateRule } from './update_rule.ts';

export const rmsprop: Kernel<typeof op> = { op, ...updateRule(source) };
