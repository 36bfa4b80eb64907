import { type Extent, extentLength, type Op, type SizesOf } from '../ops/op.ts';

/** Numbers of one call that are known when it is recorded; names that are given at run time are missing. */
export type KnownSizes = Readonly<Record<string, number>>;

/** The length of a loop, or how it follows from the sizes; NaN where one that it takes is missing. */
export type Length = Extent | ((sizes: KnownSizes) => number);

/** Number of steps of a loop for these sizes. */
export function lengthOf(length: Length, sizes: KnownSizes): number {
  return typeof length === 'function' ? length(sizes) : (extentLength(length, sizes) ?? 0);
}

/** Workgroups of one dispatch in x, y and z. */
export type Workgroups = readonly [x: number, y: number, z: number];

/**
 * One way to compute an op: a shader, how it is specialised, and how many workgroups a call needs.
 *
 * In group 0 of the shader, binding 0 is the uniform `Dims` (the op's dims and offsets as u32, then its scalars as f32,
 * in the record's order), and buffer i of `fieldsOf(op)` is binding i + 1: the number does not depend on which optional
 * buffers are there. `reads` are `var<storage, read>`, `writes` and `updates` `var<storage, read_write>`.
 */
export interface Way<O extends Op = Op> {
  /** Text of the `.wgsl` file, with `#if ${NAME}` still in it. */
  readonly source: string;
  /**
   * Values for the `${NAME}`s of the source, from what is known when a call is recorded. The name of every optional
   * buffer and every flag, in capitals (`ROWS`, `ACCUMULATE`), is defined already, as are the shared pieces
   * (`ACTIVATIONS`, …).
   */
  readonly defines?: (known: KnownSizes) => Readonly<Record<string, boolean | number>>;
  /** Extensions of WGSL that the source needs. */
  readonly enables?: readonly string[];
  /** Names of the buffers that are bound as vec4s; all others, and all if left out, as the shader says. */
  readonly vec4s?: (known: KnownSizes) => readonly string[];
  /** Values for the WGSL `override` constants. */
  readonly constants?: (known: KnownSizes) => Readonly<Record<string, number>>;
  /** Number of workgroups for the sizes of a run; none may exceed 65,535. */
  readonly workgroups: (sizes: SizesOf<O, number>, known: KnownSizes) => Workgroups;
}

/** What a variant may ask of a device before it is offered. */
export type DeviceFacts = Pick<GPUDevice, 'features' | 'limits' | 'adapterInfo'>;

/** A further way to compute an op, for devices that it suits better than the first. */
export interface Variant<O extends Op = Op> extends Way<O> {
  /** Whether the device can run it at all; left out, every device can. */
  readonly offered?: (device: DeviceFacts) => boolean;
  /** Whether it may be the fastest for calls of such sizes; by default for all. Others are not timed. */
  readonly suits?: (sizes: KnownSizes) => boolean;
  /** Written for GPUs: software adapters compute it correctly, but so slowly that timing it would waste time. */
  readonly hardware?: boolean;
}

/** HOW a GPU computes one op: a way that runs on every device, and variants by name. */
export interface Kernel<O extends Op = Op> extends Way<O> {
  readonly op: O;
  /** What the time of a call depends on, where there are variants to choose from: of a product rows, columns and terms. */
  readonly extents?: readonly Length[];
  readonly variants?: Readonly<Record<string, Variant<O>>>;
}

/** Most workgroups that one dimension of a dispatch can have. */
export const MAX_WORKGROUPS = 65_535;

/**
 * Lays `count` workgroups out as a row, spilled evenly into y where x is full; the shader finds its place with the
 * shared piece `LINEAR_INDEX` and, as the last row may be too long, guards.
 */
export function spread(count: number): Workgroups {
  const y = Math.ceil(count / MAX_WORKGROUPS);
  return y <= 1 ? [count, 1, 1] : [Math.ceil(count / y), y, 1];
}

/** Lays `rows` × `columns` workgroups out, columns in x; rows that y cannot hold are spilled evenly into z. */
export function spreadRows(rows: number, columns: number): Workgroups {
  const [y, z] = spread(rows);
  return [columns, y, z];
}

/** Workgroups of `size` threads for one thread an element. */
export function oneThreadEach(elements: number, size: number): Workgroups {
  return spread(Math.ceil(elements / size));
}
