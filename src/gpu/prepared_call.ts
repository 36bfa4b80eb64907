import { ShapeError } from '../errors.ts';
import type { RunSizes, Size } from '../ops/backend.ts';
import { checkLength, checkNumbers, lengthsToCheck, type Need } from '../ops/checks.ts';
import type { Op } from '../ops/op.ts';
import { requireNatural, resolveSizes, sizeGiven } from '../ops/sizes.ts';
import { type Kernel, type KnownSizes, MAX_WORKGROUPS, type Workgroups } from './kernel.ts';
import { BYTES, type GpuBuffer } from './memory.ts';
import type { Compiled } from './pipelines.ts';

/** One recorded call with everything needed to replay it. */
export interface RecordedCall {
  readonly op: Op;
  readonly kernel: Kernel;
  readonly sizes: Readonly<Record<string, Size | undefined>>;
  readonly known: KnownSizes;
  readonly buffers: Readonly<Record<string, GpuBuffer | undefined>>;
  readonly compiled: Compiled;
}

/** A number of a call's `Dims`. */
interface Dim {
  readonly name: string;
  readonly scalar: boolean;
  /** Where it lies in the image of the arena, in bytes. */
  readonly at: number;
}

/** A number that each run gives, under its own name. */
interface NamedDim extends Dim {
  readonly given: string;
}

/**
 * A recorded call, ready to be dispatched for the sizes it was last prepared for. What is known when the call is recorded
 * is computed here, once; what depends on a run's sizes (numbers of `Dims`, whether the buffers are long enough, workgroups)
 * is computed when one of them changes, so that a call with unchanged sizes costs nothing at a run.
 */
export class PreparedCall {
  readonly call: RecordedCall;
  readonly bindGroup: GPUBindGroup;
  /** Where the call's `Dims` lie in the arena, in bytes: the dynamic offset of its bind group. */
  readonly offset: readonly [number];
  readonly #image: DataView;
  readonly #named: readonly NamedDim[];
  readonly #numbers: Record<string, number>;
  readonly #lengths: readonly Need[];
  #groups: Workgroups | undefined;
  /** Whether everything above belongs to the same sizes. */
  #settled = false;

  /** @param image the arena as the host keeps it; the call writes its own slot only */
  constructor(call: RecordedCall, bindGroup: GPUBindGroup, image: DataView, offset: number) {
    this.call = call;
    this.bindGroup = bindGroup;
    this.offset = [offset];
    this.#image = image;
    const { op, sizes, buffers } = call;
    this.#numbers = resolveSizes(op, sizes);
    this.#lengths = lengthsToCheck(op, this.#numbers, buffers);
    const dims = [...op.dims, ...op.offsets, ...op.scalars].map((name, index) => ({
      name,
      scalar: index >= op.dims.length + op.offsets.length,
      at: offset + index * BYTES,
    }));
    for (const dim of dims) this.#write(dim, this.#numbers[dim.name] ?? 0);
    this.#named = dims.flatMap((dim) => {
      const given = sizes[dim.name];
      return typeof given === 'string' ? [{ ...dim, given }] : [];
    });
  }

  /** Workgroups to dispatch; `undefined` where the call is empty. */
  get groups(): Workgroups | undefined {
    return this.#groups;
  }

  /** Floating-point operations of the call as it is prepared. */
  get flops(): number {
    return this.#groups ? this.call.op.flops(this.#numbers) : 0;
  }

  /**
   * Prepares the call for a run with these sizes.
   * @returns whether anything changed since it was last prepared
   * @throws ShapeError when a size is missing, no natural number or too large for a buffer, or workgroups are too many;
   * the next preparation then starts from scratch
   */
  prepare(run: RunSizes): boolean {
    const settled = this.#settled;
    this.#settled = false;
    let changed = !settled;
    const { op } = this.call;
    const numbers = this.#numbers;
    for (const dim of this.#named) {
      const number = sizeGiven(op, dim.name, dim.given, run);
      // Not ===, which takes −0 for 0: what is computed from the two may differ.
      if (settled && Object.is(number, numbers[dim.name])) continue;
      if (!dim.scalar) requireNatural(op, dim.name, number);
      numbers[dim.name] = number;
      this.#write(dim, number);
      changed = true;
    }
    if (changed) this.#settle();
    this.#settled = true;
    return changed;
  }

  #settle(): void {
    const { op, kernel, known } = this.call;
    this.#groups = undefined;
    if (this.#numbers[op.extent] === 0) return;
    checkNumbers(op, this.#numbers);
    for (const need of this.#lengths) checkLength(op, need, this.#numbers);
    const groups = kernel.workgroups(this.#numbers, known);
    checkWorkgroups(op, groups);
    this.#groups = groups;
  }

  #write({ scalar, at }: Dim, number: number): void {
    if (scalar) this.#image.setFloat32(at, number, true);
    else this.#image.setUint32(at, number, true);
  }
}

function checkWorkgroups(op: Op, groups: Workgroups): void {
  if (Math.max(groups[0], groups[1], groups[2]) <= MAX_WORKGROUPS) return;
  throw new ShapeError({
    where: op.name,
    expected: `at most ${MAX_WORKGROUPS} workgroups a dimension`,
    found: groups.join(' × '),
  });
}
