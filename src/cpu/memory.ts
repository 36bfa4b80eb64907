import { DeviceError } from '../errors.ts';
import { roundToHalf } from '../half.ts';
import type { Buffer, ElementType, MemoryLayout, Values } from '../ops/backend.ts';
import { checkNewBuffer, checkNewParts, LivingBuffers, layOutParts } from '../ops/buffer_checks.ts';

/** A buffer of the CPU backend: a view of a typed array. Parts of one buffer are views of the same array. */
export class CpuBuffer implements Buffer {
  readonly label: string;
  readonly type: ElementType;
  readonly values: Values;

  constructor(label: string, type: ElementType, values: Values) {
    this.label = label;
    this.type = type;
    this.values = values;
  }

  get length(): number {
    return this.values.length;
  }
}

/** A buffer of halves is one of floats, in which every number is rounded after it was written. */
export function roundHalves(values: Values): void {
  for (let i = 0; i < values.length; i++) values[i] = roundToHalf(values[i] ?? 0);
}

/** Parts begin at multiples of this many elements, as a GPU's offset alignment of 256 bytes asks. */
const ALIGNMENT = 64;

/** Halves take as much as floats do, and programs nothing that is counted. */
export function memoryLayout(precision: 'float32' | 'float64'): MemoryLayout {
  return {
    bytesOf: (length, type) => length * (type === 'uint' || precision === 'float32' ? 4 : 8),
    alignmentOf: () => ALIGNMENT,
    bytesOfProgram: () => 0,
  };
}

/** The live typed arrays of a CPU backend. */
export class CpuMemory {
  readonly #Float: typeof Float32Array | typeof Float64Array;
  readonly #living = new LivingBuffers(
    'CPU backend',
    (buffer): buffer is CpuBuffer => buffer instanceof CpuBuffer,
    ({ values }) => values.buffer,
  );
  bytes = 0;

  constructor(precision: 'float32' | 'float64') {
    this.#Float = precision === 'float32' ? Float32Array : Float64Array;
  }

  create(label: string, length: number, type: ElementType): CpuBuffer {
    checkNewBuffer(label, length, type);
    const buffer = new CpuBuffer(label, type, this.#allocate(label, length, type));
    this.#living.add(buffer);
    this.bytes += buffer.values.byteLength;
    return buffer;
  }

  createParts(label: string, lengths: readonly number[], type: ElementType) {
    checkNewParts(label, lengths, type);
    const { starts, length } = layOutParts(lengths, ALIGNMENT);
    const whole = this.create(label, length, type);
    const parts = lengths.map((each, i) => {
      const start = starts[i] ?? 0;
      return new CpuBuffer(`${label}[${i}]`, type, whole.values.subarray(start, start + each));
    });
    return { whole, parts, starts };
  }

  /** The array behind a buffer. @throws DeviceError when it is not this backend's, or was destroyed. */
  valuesOf(buffer: Buffer): Values {
    return this.#living.own(buffer).values;
  }

  /** Frees a whole buffer; freeing it again has no effect. @throws DeviceError when it is a part. */
  destroy(buffer: Buffer): void {
    this.bytes -= this.#living.remove(buffer)?.values.byteLength ?? 0;
  }

  destroyAll(): void {
    this.#living.clear();
    this.bytes = 0;
  }

  #allocate(label: string, length: number, type: ElementType): Values {
    try {
      return type === 'uint' ? new Uint32Array(length) : new this.#Float(length);
    } catch (cause) {
      throw new DeviceError(
        { where: `buffer ${label}`, expected: 'memory for it', found: `none for ${length} elements` },
        { cause },
      );
    }
  }
}
