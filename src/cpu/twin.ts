import type { BufferName, FlagsOf, Integers, Op } from '../ops/op.ts';

/** Floats in the backend's precision. Arithmetic is in doubles; a Float32Array rounds when it is stored to. */
export type Floats = Float32Array | Float64Array;

type FieldsOf<O extends Op> = O['reads'] & O['writes'] & O['updates'];
type ValuesOf<F> = F extends Integers ? Uint32Array : Floats;

/** The arrays a twin works on: indices for integer buffers, floats for the rest. */
export type ArraysOf<O extends Op> = {
  readonly [K in Exclude<BufferName<O>, O['optional'][number]>]: ValuesOf<FieldsOf<O>[K]>;
} & { readonly [K in BufferName<O> & O['optional'][number]]: ValuesOf<FieldsOf<O>[K]> | undefined };

/** All numbers of one call; offsets that a call left out are 0. */
export type NumbersOf<O extends Op> = Readonly<
  Record<O['dims'][number] | O['offsets'][number] | O['scalars'][number], number>
>;

/**
 * HOW a CPU computes an op: the readable reference that kernels are checked against. Sizes have been checked; rows that
 * `'*'` leaves to the buffer lie one after the other.
 */
export type Twin<O extends Op> = (sizes: NumbersOf<O>, arrays: ArraysOf<O>, flags: FlagsOf<O>) => void;
