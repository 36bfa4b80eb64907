import source from '../../../shaders/sgd.wgsl?raw';
import { sgd as op } from '../../ops/update_rules.ts';
import type { Kernel } from '../kernel.ts';
import { updateRule } from './update_rule.ts';

export const sgd: Kernel<typeof op> = { op, ...updateRule(source) };
