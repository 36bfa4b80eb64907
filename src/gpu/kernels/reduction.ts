import type { Axis, Op, SizesOf } from '../../ops/op.ts';
import type { DeviceFacts, KnownSizes, Workgroups } from '../kernel.ts';

/**
 * Threads of a workgroup. A software adapter spends most of a reduction at its barriers, and the more the more threads meet
 * there: 32 take half the time of 64. On a GPU 256 keep enough loads under way for its memory.
 */
const FEW = 32;
const MANY = 256;

/** What else a reduction is compiled for, given what is known of its sizes and the threads of a workgroup. */
type Defines = (known: KnownSizes, threads: number) => Readonly<Record<string, boolean | number>>;

/**
 * Workgroups whose threads bring what they found together: `plain` through workgroup memory alone, `subgroups` in the
 * registers of each subgroup first, whatever its size.
 */
export function reduction<O extends Op>(
  source: string,
  extents: readonly Axis[],
  workgroups: (sizes: SizesOf<O, number>) => Workgroups,
  constants: Readonly<Record<string, number>> = {},
  defines: Defines = () => ({}),
) {
  const way = (SUBGROUPS: boolean, WORKGROUP: number) => ({
    source,
    ...(SUBGROUPS && { enables: ['subgroups'] }),
    defines: (known: KnownSizes) => ({ SUBGROUPS, ...defines(known, WORKGROUP) }),
    constants: () => ({ WORKGROUP, ...constants }),
    workgroups,
  });
  const offered = ({ features }: DeviceFacts) => features.has('subgroups');
  return { ...way(false, FEW), extents, variants: { subgroups: { ...way(true, MANY), offered, hardware: true } } };
}
