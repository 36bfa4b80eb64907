import type { Axis, Op, SizesOf } from '../../ops/op.ts';
import type { DeviceFacts, KnownSizes, Workgroups } from '../kernel.ts';

const WORKGROUP = 64;

/**
 * Workgroups of 64 threads that bring what they found together: `plain` through workgroup memory alone, `subgroups` in
 * the registers of each subgroup first, whatever its size.
 */
export function reduction<O extends Op>(
  source: string,
  extents: readonly Axis[],
  workgroups: (sizes: SizesOf<O, number>) => Workgroups,
  constants: Readonly<Record<string, number>> = {},
) {
  const way = (SUBGROUPS: boolean) => ({
    source,
    ...(SUBGROUPS && { enables: ['subgroups'] }),
    defines: (_: KnownSizes) => ({ SUBGROUPS }),
    constants: () => ({ WORKGROUP, ...constants }),
    workgroups,
  });
  const offered = ({ features }: DeviceFacts) => features.has('subgroups');
  return { ...way(false), extents, variants: { subgroups: { ...way(true), offered, hardware: true } } };
}
