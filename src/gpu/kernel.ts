import type { FlagsOf, Op, SizesOf } from '../ops/op.ts';

/** Numbers of one call that are known when it is recorded; names that are given at run time are missing. */
export type KnownSizes = Readonly<Record<string, number>>;

/** HOW a GPU computes one op: a shader, how it is specialised, and how many workgroups a call needs. */
export interface Kernel<O extends Op = Op> {
  readonly op: O;
  /** Text of the `.wgsl` file, with `#if ${NAME}` still in it. */
  readonly source: string;
  /**
   * Values for the `${NAME}`s of the source, from what is known when a call is recorded. The name of every optional
   * buffer and every flag, in capitals (`ROWS`, `ACCUMULATE`), is defined already, as are the shared pieces
   * (`ACTIVATIONS`, …).
   */
  readonly defines?: (known: KnownSizes) => Readonly<Record<string, boolean | number>>;
  /** Values for the WGSL `override` constants. */
  readonly constants?: (known: KnownSizes) => Readonly<Record<string, number>>;
  /** Number of workgroups for the sizes of a run; none may exceed 65,535. */
  readonly workgroups: (sizes: SizesOf<O, number>, known: KnownSizes) => readonly [x: number, y: number, z: number];
}

export type { FlagsOf };
