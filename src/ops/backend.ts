import type { BuffersOf, FlagsOf, Op, SizesOf } from './op.ts';

/** Numbers written to or read from a backend. Integers are unsigned. */
export type Values = Float32Array | Float64Array | Uint32Array;

/**
 * What a buffer holds: floats in the backend's precision; the same, but kept in half precision (IEEE 754 binary16) and
 * rounded to it by whatever writes them; or unsigned integers.
 */
export type ElementType = 'float' | 'half' | 'uint';

/** A run of numbers that a backend keeps. Only the backend that made it can look inside. */
export interface Buffer {
  readonly label: string;
  readonly length: number;
  readonly type: ElementType;
}

/** A size in a recorded call: a number, or a name whose number is given at every run. */
export type Size = number | string;

/** Numbers for the names that a program's sizes use. */
export type RunSizes = Readonly<Record<string, number>>;

/** A list of calls, recorded once and replayed. */
export interface Program {
  /**
   * Runs all calls in order as one submit; a call whose extent is 0 is skipped. Resolves to the contents of `read`,
   * as they are after this run. Nothing is awaited before it returns, `sizes` has been read by then, and nothing is
   * allocated after the first runs.
   * @throws ShapeError when a size does not fit a buffer; nothing has run then.
   */
  run(sizes?: RunSizes, read?: readonly Buffer[]): Promise<Values[]>;
  /** Number of dispatches that a run with these sizes makes. */
  dispatches(sizes?: RunSizes): number;
  /** Floating-point operations of a run with these sizes. */
  flops(sizes?: RunSizes): number;
  /** Frees the program's own resources; the buffers it was recorded with stay. It cannot be run afterwards. */
  destroy(): void;
}

/** Records the calls of a program. */
export interface Recorder {
  /** @throws ShapeError when a buffer does not fit the op's record with sizes that are known now. */
  call<O extends Op>(op: O, sizes: SizesOf<O, Size>, buffers: BuffersOf<O, Buffer>, flags?: FlagsOf<O>): void;
  finish(): Program;
}

/** How a backend lays out memory: enough to count what would be made. @internal */
export interface MemoryLayout {
  /** Bytes of a buffer. */
  bytesOf(length: number, type: ElementType): number;
  /** Elements that the parts of a buffer are aligned to. */
  alignmentOf(type: ElementType): number;
  /** Bytes that a program of this many calls takes itself. */
  bytesOfProgram(calls: number): number;
}

/**
 * One place to compute. The model, the trainer and the layers are written once over this; the CPU and the GPU each
 * implement it, and only composition roots choose.
 */
export interface Backend extends Disposable {
  readonly kind: 'cpu' | 'webgpu';
  readonly precision: 'float32' | 'float64';
  /** For display: the adapter's name, and whether it is a software adapter. */
  readonly adapter: { readonly name: string; readonly software: boolean };
  /** Maximum number of elements of one buffer in a call. @internal */
  readonly maxBufferLength: number;
  /** Bytes allocated and not destroyed. */
  readonly bytes: number;
  /** @internal How it lays out memory. */
  readonly memory: MemoryLayout;
  /** Resolves with the reason once the device is lost; never, where there is none to lose. */
  readonly lost: Promise<string>;
  /**
   * A new buffer, all zero.
   * @throws DeviceError when it does not fit, or halves are requested of a device without them.
   * @internal
   */
  create(label: string, length: number, type?: ElementType): Buffer;
  /**
   * Cuts one new buffer into consecutive parts, each aligned so that it can be bound on its own.
   * `whole` spans them all; `starts[i]` is the element at which part i begins in `whole`.
   * @internal
   */
  createParts(
    label: string,
    lengths: readonly number[],
    type?: ElementType,
  ): { whole: Buffer; parts: Buffer[]; starts: number[] };
  /**
   * Writes `values` from element `start` (0) on; floats of another precision are rounded or widened. Halves are written
   * in pairs: `start` and the end must be even, unless that is the end of the buffer.
   * @throws ShapeError when they are too many or of the wrong type.
   * @internal
   */
  write(buffer: Buffer, values: Values, start?: number): void;
  /** @internal */
  read(buffer: Buffer): Promise<Values>;
  /**
   * Begins a program.
   * @param expected typical numbers for names that the calls use, by which a backend may choose kernels
   * @internal
   */
  record(label: string, expected?: RunSizes): Recorder;
  /** Frees a buffer made by `create` or the `whole` of `createParts`. @internal */
  destroyBuffer(buffer: Buffer): void;
  /** Frees everything. The backend cannot be used afterwards. */
  destroy(): void;
}
