import source from '../../../shaders/sgd_momentum.wgsl?raw';
import { sgdMomentum as op } from '../../ops/update_rules.ts';
import type { Kernel } from '../kernel.ts';
import { updateRule } from './update_rule.ts';

export const sgdMomentum: Kernel<typeof op> = { op, ...updateRule(source) };
