import { DeviceError } from '../errors.ts';
import { fromFloat16, toFloat16 } from '../half_bits.ts';
import type { Buffer, ElementType, MemoryLayout, Values } from '../ops/backend.ts';
import { checkNewBuffer, checkNewParts, LivingBuffers, layOutParts } from '../ops/buffer_checks.ts';
import type { Device } from './device.ts';
import { BufferUsage, MAP_MODE_READ } from './usage.ts';

/** Floats and unsigned integers both take four bytes on the device. */
export const BYTES = 4;

/** Bytes of one element. */
export function bytesEach(type: ElementType): number {
  return type === 'half' ? BYTES / 2 : BYTES;
}

/** Bytes of this many elements, in whole words, as bindings and copies require. */
function bytesOf({ length, type }: Pick<Buffer, 'length' | 'type'>): number {
  return Math.ceil((length * bytesEach(type)) / BYTES) * BYTES;
}

/**
 * How a device with these limits lays out memory. A GPUBuffer of ours holds one element at least; a program has a slot of
 * `Dims` for each call.
 */
export function memoryLayout(limits: GPUSupportedLimits): MemoryLayout {
  return {
    bytesOf: (length, type) => Math.max(BYTES, bytesOf({ length, type })),
    alignmentOf: (type) => limits.minStorageBufferOffsetAlignment / bytesEach(type),
    bytesOfProgram: (calls) => Math.max(1, calls) * limits.minUniformBufferOffsetAlignment,
  };
}

/** Numbers as a buffer of floats or halves holds them; halves in whole words. */
export function encoded(values: Values, type: ElementType): ArrayBufferView<ArrayBuffer> {
  if (type === 'half') {
    const halves = new Uint16Array(2 * Math.ceil(values.length / 2));
    halves.set(toFloat16(values));
    return halves;
  }
  return (values instanceof Float64Array ? Float32Array.from(values) : values) as ArrayBufferView<ArrayBuffer>;
}

/** A range of elements of a GPUBuffer. */
export class GpuBuffer implements Buffer {
  readonly label: string;
  readonly length: number;
  readonly type: ElementType;
  readonly memory: GPUBuffer;
  /** Where the range begins in `memory`, in bytes. */
  readonly offset: number;
  /** Distinguishes buffers in keys. */
  readonly id: number;
  static #made = 0;

  constructor(label: string, length: number, type: ElementType, memory: GPUBuffer, offset = 0) {
    this.label = label;
    this.length = length;
    this.type = type;
    this.memory = memory;
    this.offset = offset;
    this.id = GpuBuffer.#made++;
  }

  /** What a bind group binds. A binding cannot be empty, and every GPUBuffer of ours holds one element at least. */
  get binding(): GPUBufferBinding {
    return { buffer: this.memory, offset: this.offset, size: Math.max(BYTES, bytesOf(this)) };
  }
}

/** Makes GPUBuffers, counts them, and keeps a ring of staging buffers for reading back. */
export class Memory {
  readonly #device: Device;
  readonly #allocated = new Set<GPUBuffer>();
  readonly #living = new LivingBuffers(
    'WebGPU backend',
    (buffer): buffer is GpuBuffer => buffer instanceof GpuBuffer,
    ({ memory }) => memory,
  );
  /** Staging buffers that are not in use, by their size in bytes. */
  readonly #idle = new Map<number, GPUBuffer[]>();
  readonly layout: MemoryLayout;
  allocations = 0;
  bytes = 0;

  constructor(device: Device) {
    this.#device = device;
    this.layout = memoryLayout(device.gpu.limits);
  }

  create(label: string, length: number, type: ElementType): GpuBuffer {
    checkNewBuffer(label, length, type);
    if (type === 'half') this.#checkHalves(label);
    const usage = BufferUsage.STORAGE | BufferUsage.COPY_SRC | BufferUsage.COPY_DST;
    const buffer = new GpuBuffer(label, length, type, this.allocate(label, bytesOf({ length, type }), usage));
    this.#living.add(buffer);
    return buffer;
  }

  createParts(label: string, lengths: readonly number[], type: ElementType) {
    checkNewParts(label, lengths, type);
    const { starts, length } = layOutParts(lengths, this.layout.alignmentOf(type));
    const whole = this.create(label, length, type);
    const parts = lengths.map((each, i) => {
      const offset = (starts[i] ?? 0) * bytesEach(type);
      return new GpuBuffer(`${label}[${i}]`, each, type, whole.memory, offset);
    });
    return { whole, parts, starts };
  }

  /** The buffer as one of ours. @throws DeviceError when it is not, or was destroyed. */
  buffer(buffer: Buffer): GpuBuffer {
    return this.#living.own(buffer);
  }

  /** Frees a whole buffer; freeing it again has no effect. @throws DeviceError when it is a part. */
  destroy(buffer: Buffer): void {
    const whole = this.#living.remove(buffer);
    if (whole) this.free(whole.memory);
  }

  destroyAll(): void {
    for (const memory of [...this.#allocated]) this.free(memory);
    this.#living.clear();
    this.#idle.clear();
  }

  /**
   * A new GPUBuffer. One that the device has no memory for surfaces at the next run or read.
   * @throws DeviceError when it is over a limit of the device.
   */
  allocate(label: string, bytes: number, usage: GPUBufferUsageFlags): GPUBuffer {
    const { gpu, adapter } = this.#device;
    const { maxBufferSize, maxStorageBufferBindingSize } = gpu.limits;
    const limit = usage & BufferUsage.STORAGE ? Math.min(maxBufferSize, maxStorageBufferBindingSize) : maxBufferSize;
    if (bytes > limit) {
      throw new DeviceError({
        where: `buffer ${label}`,
        expected: `at most ${limit} bytes, the limit of ${adapter.name}`,
        found: `${bytes}`,
        remedy: 'Choose smaller sizes, or the CPU backend.',
      });
    }
    const size = Math.max(BYTES, bytes);
    const where = `buffer ${label}`;
    const create = () => gpu.createBuffer({ label, size, usage });
    const { made: memory, fault } = this.#device.attemptScoped(where, 'out-of-memory', create);
    void fault.then((found) => {
      if (found === undefined) return;
      this.#device.report(new DeviceError({ where, expected: `${size} bytes of device memory`, found }));
    });
    this.allocations += 1;
    this.bytes += size;
    this.#allocated.add(memory);
    return memory;
  }

  /** Encodes copies of the buffers into one staging buffer; `finish`, called after the submit, resolves to their contents. */
  copyOut(encoder: GPUCommandEncoder, buffers: readonly GpuBuffer[]): { finish: () => Promise<Values[]> } {
    const starts: number[] = [];
    let bytes = 0;
    for (const buffer of buffers) {
      starts.push(bytes);
      bytes += bytesOf(buffer);
    }
    const idle = this.#idle.get(bytes) ?? [];
    this.#idle.set(bytes, idle);
    const usage = BufferUsage.MAP_READ | BufferUsage.COPY_DST;
    const staging = idle.pop() ?? this.allocate('staging', bytes, usage);
    buffers.forEach((buffer, index) => {
      const { memory, offset, length } = buffer;
      if (length > 0) encoder.copyBufferToBuffer(memory, offset, staging, starts[index] ?? 0, bytesOf(buffer));
    });
    const finish = async (): Promise<Values[]> => {
      await staging.mapAsync(MAP_MODE_READ);
      const mapped = staging.getMappedRange();
      const values = buffers.map(({ type, length }, index) => {
        if (type === 'half') return fromFloat16(new Uint16Array(mapped, starts[index], length));
        const View = type === 'float' ? Float32Array : Uint32Array;
        return new View(mapped, starts[index], length).slice();
      });
      staging.unmap();
      idle.push(staging);
      return values;
    };
    return { finish };
  }

  #checkHalves(label: string): void {
    const { gpu, adapter } = this.#device;
    if (gpu.features.has('shader-f16')) return;
    throw new DeviceError({
      where: `buffer ${label}`,
      expected: 'the feature shader-f16',
      found: `none of ${adapter.name}`,
      remedy: "Keep numbers in float32 (storage 'float32', the default).",
    });
  }

  /** Frees what `allocate` returned; freeing it again has no effect. */
  free(memory: GPUBuffer): void {
    if (!this.#allocated.delete(memory)) return;
    this.bytes -= memory.size;
    memory.destroy();
  }
}
