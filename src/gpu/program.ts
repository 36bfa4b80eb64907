import { ShapeError } from '../errors.ts';
import type { Buffer, Program, RunSizes, Size, Values } from '../ops/backend.ts';
import { checkCall } from '../ops/checks.ts';
import type { Op } from '../ops/op.ts';
import { resolveSizes } from '../ops/sizes.ts';
import type { Device } from './device.ts';
import { type Kernel, type KnownSizes, MAX_WORKGROUPS, type Workgroups } from './kernel.ts';
import { BYTES, type GpuBuffer, type Memory } from './memory.ts';
import { type Compiled, dimsBytes } from './pipelines.ts';
import { cut, SubmitLength } from './submit_length.ts';
import type { TimedRun, Timestamps } from './timestamps.ts';
import { BufferUsage } from './usage.ts';

/** One recorded call with everything that replaying it takes. */
export interface RecordedCall {
  readonly op: Op;
  readonly kernel: Kernel;
  readonly sizes: Readonly<Record<string, Size | undefined>>;
  readonly known: KnownSizes;
  readonly buffers: Readonly<Record<string, GpuBuffer | undefined>>;
  readonly compiled: Compiled;
}

/** A recorded call in its slot of the arena. */
interface Slot extends RecordedCall {
  readonly bindGroup: GPUBindGroup;
  /** Where the call's `Dims` lie in the arena, in bytes. */
  readonly offset: readonly [number];
}

/** A call as this run makes it. */
interface Dispatch {
  readonly slot: Slot;
  readonly groups: Workgroups;
  readonly numbers: Readonly<Record<string, number>>;
}

/**
 * Replays recorded calls as one submit; as several only where one would be too long (SubmitLength). Bind groups and the
 * uniform arena, with a slot of `Dims` for every call, are made here, once; a run writes the arena, encodes one compute
 * pass and allocates nothing on the device.
 */
export class GpuProgram implements Program {
  readonly #label: string;
  readonly #device: Device;
  readonly #memory: Memory;
  readonly #timestamps: Timestamps;
  readonly #slots: readonly Slot[];
  readonly #arena: GPUBuffer;
  readonly #image: DataView<ArrayBuffer>;
  readonly #length: SubmitLength;
  /** Resolves once every kernel has been compiled, or the device knows why not. */
  readonly #checked: Promise<unknown>;

  constructor(label: string, device: Device, memory: Memory, calls: readonly RecordedCall[], timestamps: Timestamps) {
    this.#label = label;
    this.#device = device;
    this.#memory = memory;
    this.#timestamps = timestamps;
    this.#length = new SubmitLength(device.submitLimits);
    const spacing = device.gpu.limits.minUniformBufferOffsetAlignment;
    const bytes = Math.max(1, calls.length) * spacing;
    this.#image = new DataView(new ArrayBuffer(bytes));
    this.#arena = memory.allocate(`${label}: dims`, bytes, BufferUsage.UNIFORM | BufferUsage.COPY_DST);
    this.#checked = Promise.all(calls.map(({ compiled }) => compiled.checked));
    try {
      this.#slots = this.#bindAll(calls, spacing);
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  async run(sizes: RunSizes = {}, read: readonly Buffer[] = []): Promise<Values[]> {
    this.#device.check();
    const dispatches = this.#resolve(sizes);
    const sources = read.map((buffer) => this.#memory.buffer(buffer));
    const pieces = cut(
      dispatches,
      this.#length.pieces(() => this.flops(sizes)),
      ({ slot, numbers }) => slot.op.flops(numbers),
    );
    const timed = this.#timestamps.next();
    const begun = this.#device.now();
    const done = this.#device.attempt(this.#label, () => this.#submit(pieces, sources, timed));
    const [values] = await this.#device.settle(Promise.all([done, this.#checked, timed?.tell()]));
    this.#length.measured(this.#device.busySince(begun));
    return values;
  }

  /** Submits the pieces in order; resolves to what the sources hold after the last. */
  #submit(
    pieces: readonly (readonly Dispatch[])[],
    sources: readonly GpuBuffer[],
    timed: TimedRun | undefined,
  ): Promise<Values[]> {
    const { queue } = this.#device.gpu;
    queue.writeBuffer(this.#arena, 0, this.#image.buffer);
    let copy: { finish: () => Promise<Values[]> } | undefined;
    for (const [index, piece] of pieces.entries()) {
      const encoder = this.#device.gpu.createCommandEncoder({ label: this.#label });
      const last = index === pieces.length - 1;
      this.#encode(encoder, piece, timed?.writes(index === 0, last));
      if (last && sources.length > 0) copy = this.#memory.copyOut(encoder, sources);
      if (last) timed?.copyOut(encoder);
      queue.submit([encoder.finish()]);
    }
    return copy ? copy.finish() : queue.onSubmittedWorkDone().then(() => []);
  }

  #encode(
    encoder: GPUCommandEncoder,
    dispatches: readonly Dispatch[],
    timestampWrites: GPUComputePassTimestampWrites | undefined,
  ): void {
    const pass = encoder.beginComputePass({ label: this.#label, ...(timestampWrites && { timestampWrites }) });
    for (const { slot, groups } of dispatches) {
      pass.setPipeline(slot.compiled.pipeline);
      pass.setBindGroup(0, slot.bindGroup, slot.offset);
      pass.dispatchWorkgroups(...groups);
    }
    pass.end();
  }

  dispatches(sizes: RunSizes = {}): number {
    return this.#resolve(sizes).length;
  }

  flops(sizes: RunSizes = {}): number {
    const counts = this.#slots.map(({ op, ...call }) => {
      const numbers = resolveSizes(op, call.sizes, sizes);
      return numbers[op.extent] === 0 ? 0 : op.flops(numbers);
    });
    return counts.reduce((total, count) => total + count, 0);
  }

  /** Resolves once every kernel has been compiled. @throws DeviceError for one that the device refuses. */
  async ready(): Promise<void> {
    await this.#checked;
    this.#device.check();
  }

  /** The calls that a run with these sizes makes: op, numbers, and names of the buffers that are bound. */
  calls(sizes: RunSizes = {}) {
    return this.#slots.flatMap(({ op, compiled, ...call }) => {
      const numbers = resolveSizes(op, call.sizes, sizes);
      return numbers[op.extent] === 0 ? [] : [{ op, numbers, bound: compiled.fields.map(({ name }) => name) }];
    });
  }

  destroy(): void {
    this.#memory.free(this.#arena);
  }

  /** Puts the run's numbers into the arena's image and returns the calls that are not empty. */
  #resolve(sizes: RunSizes): Dispatch[] {
    const dispatches: Dispatch[] = [];
    for (const slot of this.#slots) {
      const { op, kernel, known, buffers, offset } = slot;
      const numbers = resolveSizes(op, slot.sizes, sizes);
      if (numbers[op.extent] === 0) continue;
      checkCall(op, numbers, buffers);
      const groups = kernel.workgroups(numbers, known);
      checkWorkgroups(op, groups);
      let at = offset[0];
      for (const name of [...op.dims, ...op.offsets]) {
        this.#image.setUint32(at, numbers[name] ?? 0, true);
        at += BYTES;
      }
      for (const name of op.scalars) {
        this.#image.setFloat32(at, numbers[name] ?? 0, true);
        at += BYTES;
      }
      dispatches.push({ slot, groups, numbers });
    }
    return dispatches;
  }

  /** The steps of a recurrence differ in their Dims only, so they share one bind group. */
  #bindAll(calls: readonly RecordedCall[], spacing: number): readonly Slot[] {
    const bindGroups = new Map<string, GPUBindGroup>();
    return calls.map((call, index) => {
      const ids = call.compiled.fields.map(({ name }) => call.buffers[name]?.id);
      const key = `${call.compiled.key} ${ids}`;
      const bindGroup = bindGroups.get(key) ?? this.#bind(call);
      bindGroups.set(key, bindGroup);
      return { ...call, bindGroup, offset: [index * spacing] };
    });
  }

  #bind({ op, buffers, compiled }: RecordedCall): GPUBindGroup {
    const dims = { binding: 0, resource: { buffer: this.#arena, size: dimsBytes(op) } };
    const rest = compiled.fields.flatMap(({ name, binding }) => {
      const buffer = buffers[name];
      return buffer ? [{ binding, resource: buffer.binding }] : [];
    });
    const descriptor = { label: op.name, layout: compiled.layout, entries: [dims, ...rest] };
    return this.#device.attempt(`bind group of ${op.name}`, () => this.#device.gpu.createBindGroup(descriptor));
  }
}

function checkWorkgroups(op: Op, groups: Workgroups): void {
  if (groups.every((count) => count <= MAX_WORKGROUPS)) return;
  throw new ShapeError({
    where: op.name,
    expected: `at most ${MAX_WORKGROUPS} workgroups a dimension`,
    found: groups.join(' × '),
  });
}
