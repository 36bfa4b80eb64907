import type { Buffer, Program, RunSizes, Values } from '../ops/backend.ts';
import { resolveSizes } from '../ops/sizes.ts';
import type { Device } from './device.ts';
import type { GpuBuffer, Memory } from './memory.ts';
import { dimsBytes } from './pipelines.ts';
import { PreparedCall, type RecordedCall } from './prepared_call.ts';
import { cut, SubmitLength } from './submit_length.ts';
import type { TimedRun, Timestamps } from './timestamps.ts';
import { BufferUsage } from './usage.ts';

/**
 * Replays recorded calls as one submit; as several only where one would be too long (SubmitLength). Bind groups and the
 * uniform arena, with a slot of `Dims` for every call, are made here, once; a run writes the arena where its sizes
 * differ from the last run's, encodes one compute pass and allocates nothing on the device.
 */
export class GpuProgram implements Program {
  readonly #label: string;
  readonly #device: Device;
  readonly #memory: Memory;
  readonly #timestamps: Timestamps;
  readonly #calls: readonly PreparedCall[];
  readonly #arena: GPUBuffer;
  /** The arena's intended content, and whether the device's copy differs. */
  readonly #image: DataView<ArrayBuffer>;
  #stale = true;
  readonly #length: SubmitLength;
  /** Resolves once every kernel has been compiled, or the device has recorded why not. */
  readonly #checked: Promise<unknown>;

  constructor(label: string, device: Device, memory: Memory, calls: readonly RecordedCall[], timestamps: Timestamps) {
    this.#label = label;
    this.#device = device;
    this.#memory = memory;
    this.#timestamps = timestamps;
    this.#length = new SubmitLength(device.submitLimits);
    const spacing = device.gpu.limits.minUniformBufferOffsetAlignment;
    const bytes = memory.layout.bytesOfProgram(calls.length);
    this.#image = new DataView(new ArrayBuffer(bytes));
    this.#arena = memory.allocate(`${label}: dims`, bytes, BufferUsage.UNIFORM | BufferUsage.COPY_DST);
    this.#checked = Promise.all(calls.map(({ compiled }) => compiled.checked));
    try {
      this.#calls = this.#bindAll(calls, spacing);
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  async run(sizes: RunSizes = {}, read: readonly Buffer[] = []): Promise<Values[]> {
    this.#device.check();
    this.#prepare(sizes);
    const sources = read.map((buffer) => this.#memory.buffer(buffer));
    const pieces = this.#pieces();
    const timed = this.#timestamps.next();
    const begun = this.#device.now();
    const done = this.#device.attempt(this.#label, () => this.#submit(pieces, sources, timed));
    const [values] = await this.#device.settle(Promise.all([done, this.#checked, timed?.tell()]));
    this.#length.measured(this.#device.busySince(begun));
    return values;
  }

  /** Submits the pieces in order; resolves to the sources' contents after the last. */
  #submit(
    pieces: readonly (readonly PreparedCall[])[],
    sources: readonly GpuBuffer[],
    timed: TimedRun | undefined,
  ): Promise<Values[]> {
    const { queue } = this.#device.gpu;
    if (this.#stale) queue.writeBuffer(this.#arena, 0, this.#image.buffer);
    this.#stale = false;
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
    calls: readonly PreparedCall[],
    timestampWrites: GPUComputePassTimestampWrites | undefined,
  ): void {
    const pass = encoder.beginComputePass({ label: this.#label, ...(timestampWrites && { timestampWrites }) });
    let current: GPUComputePipeline | undefined;
    for (const { call, groups, bindGroup, offset } of calls) {
      if (!groups) continue;
      const { pipeline } = call.compiled;
      if (pipeline !== current) pass.setPipeline(pipeline);
      current = pipeline;
      pass.setBindGroup(0, bindGroup, offset);
      pass.dispatchWorkgroups(groups[0], groups[1], groups[2]);
    }
    pass.end();
  }

  dispatches(sizes: RunSizes = {}): number {
    this.#prepare(sizes);
    return this.#living().length;
  }

  flops(sizes: RunSizes = {}): number {
    return this.calls(sizes).reduce((total, { op, numbers }) => total + op.flops(numbers), 0);
  }

  /** Resolves once every kernel has been compiled. @throws DeviceError for one that the device refuses. */
  async ready(): Promise<void> {
    await this.#checked;
    this.#device.check();
  }

  /** The calls that a run with these sizes makes: op, numbers, and names of the buffers that are bound. */
  calls(sizes: RunSizes = {}) {
    return this.#calls.flatMap(({ call }) => {
      const { op, compiled } = call;
      const numbers = resolveSizes(op, call.sizes, sizes);
      return numbers[op.extent] === 0 ? [] : [{ op, numbers, bound: compiled.fields.map(({ name }) => name) }];
    });
  }

  destroy(): void {
    this.#memory.free(this.#arena);
  }

  /** @throws ShapeError when a size does not fit; the run after that is prepared as if it were the first */
  #prepare(sizes: RunSizes): void {
    for (const call of this.#calls) if (call.prepare(sizes)) this.#stale = true;
  }

  /** The calls that are not empty. */
  #living(): PreparedCall[] {
    return this.#calls.filter(({ groups }) => groups);
  }

  /** The calls of each submit. */
  #pieces(): readonly (readonly PreparedCall[])[] {
    const pieces = this.#length.pieces(() => this.#calls.reduce((total, { flops }) => total + flops, 0));
    return pieces === 1 ? [this.#calls] : cut(this.#living(), pieces, ({ flops }) => flops);
  }

  /** The steps of a recurrence differ in their Dims only, so they share one bind group. */
  #bindAll(calls: readonly RecordedCall[], spacing: number): readonly PreparedCall[] {
    const bindGroups = new Map<string, GPUBindGroup>();
    return calls.map((call, index) => {
      const ids = call.compiled.fields.map(({ name }) => call.buffers[name]?.id);
      const key = `${call.compiled.key} ${ids}`;
      const bindGroup = bindGroups.get(key) ?? this.#bind(call);
      bindGroups.set(key, bindGroup);
      return new PreparedCall(call, bindGroup, this.#image, index * spacing);
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
