import { requireString } from '../arguments.ts';
import { dispose } from '../dispose.ts';
import { ShapeError } from '../errors.ts';
import type { Backend, Buffer, ElementType, MemoryLayout, Recorder, RunSizes, Values } from '../ops/backend.ts';
import { checkWrite } from '../ops/buffer_checks.ts';
import { Device } from './device.ts';
import type { DeviceFacts } from './kernel.ts';
import { BYTES, bytesEach, encoded, Memory } from './memory.ts';
import { Pipelines } from './pipelines.ts';
import { GpuRecorder } from './recorder.ts';
import type { SubmitLimits } from './submit_length.ts';
import { Timestamps } from './timestamps.ts';
import { Variants } from './variants.ts';

/** Computes on a WebGPU device, in float32. Faults of the device surface as DeviceError at the next run or read. */
export class WebGpuBackend implements Backend {
  readonly kind = 'webgpu';
  readonly precision = 'float32';
  readonly #device: Device;
  readonly #memory: Memory;
  readonly #pipelines: Pipelines;
  /** The variant of each kernel that programs recorded from now on use. */
  readonly variants: Variants;
  /** How long runs take on the device, for listeners. */
  readonly timestamps: Timestamps;

  private constructor(device: Device) {
    this.#device = device;
    this.#memory = new Memory(device);
    this.#pipelines = new Pipelines(device);
    this.variants = new Variants(device.facts);
    this.timestamps = new Timestamps(device, this.#memory);
  }

  /**
   * Opens the best adapter, or computes on the given device, which the caller remains responsible for destroying.
   * The length of a submit depends on the adapter unless it is given.
   * @param now clock in ms to measure submits with; by default the machine's
   * @throws DeviceError when there is no WebGPU or no adapter, with what to do about it.
   */
  static async open(device?: GPUDevice, limits?: SubmitLimits, now?: () => number): Promise<WebGpuBackend> {
    return new WebGpuBackend(await Device.open(device, limits, now));
  }

  /** Another backend on the same device, with its own memory, choice of variants and faults. */
  sibling(): Promise<WebGpuBackend> {
    return WebGpuBackend.open(this.#device.gpu);
  }

  /** What variants of kernels depend on. */
  get facts(): DeviceFacts {
    return this.#device.facts;
  }

  get adapter() {
    return this.#device.adapter;
  }

  get lost(): Promise<string> {
    return this.#device.lost;
  }

  get maxBufferLength(): number {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.gpu.limits;
    return Math.floor(Math.min(maxBufferSize, maxStorageBufferBindingSize) / BYTES);
  }

  /** @internal */
  get memory(): MemoryLayout {
    return this.#memory.layout;
  }

  get bytes(): number {
    return this.#memory.bytes;
  }

  /** Number of GPUBuffers made so far: none is made after the first runs of a program. */
  get allocations(): number {
    return this.#memory.allocations;
  }

  create(label: string, length: number, type: ElementType = 'float'): Buffer {
    return this.#memory.create(label, length, type);
  }

  createParts(label: string, lengths: readonly number[], type: ElementType = 'float') {
    return this.#memory.createParts(label, lengths, type);
  }

  write(buffer: Buffer, values: Values, start = 0): void {
    const { memory, offset, length, type, label } = this.#memory.buffer(buffer);
    checkWrite(buffer, values, start);
    const end = start + values.length;
    if (type === 'half' && (start % 2 !== 0 || (end % 2 !== 0 && end !== length))) {
      const where = `write to ${label}`;
      throw new ShapeError({ where, expected: 'pairs of halves', found: `elements ${start} to ${end}` });
    }
    const { queue } = this.#device.gpu;
    const bytes = encoded(values, type);
    this.#device.attempt(`write to ${label}`, () => {
      queue.writeBuffer(memory, offset + start * bytesEach(type), bytes);
    });
  }

  async read(buffer: Buffer): Promise<Values> {
    this.#device.check();
    const { gpu } = this.#device;
    const source = this.#memory.buffer(buffer);
    const where = `read ${source.label}`;
    const copied = this.#device.attempt(where, () => {
      const encoder = gpu.createCommandEncoder({ label: where });
      const copy = this.#memory.copyOut(encoder, [source]);
      gpu.queue.submit([encoder.finish()]);
      return copy.finish();
    });
    const [values] = await this.#device.settle(copied);
    return values ?? new Float32Array();
  }

  record(label: string, expected: RunSizes = {}): Recorder {
    requireString('record: label', 'a name', label);
    return new GpuRecorder(
      label,
      this.#device,
      this.#memory,
      this.#pipelines,
      this.variants,
      this.timestamps,
      expected,
    );
  }

  destroyBuffer(buffer: Buffer): void {
    this.#memory.destroy(buffer);
  }

  destroy(): void {
    this.#memory.destroyAll();
    this.#device.close();
  }

  [dispose](): void {
    this.destroy();
  }
}
