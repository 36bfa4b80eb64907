import source from '../../../shaders/adam.wgsl?raw';
import { adam as op } from '../../ops/update_rules.ts';
import type { Kernel } from '../kernel.ts';
import { updateRule } from './update_rule.ts';

export const adam: Kernel<typeof op> = { op, ...updateRule(source) };
