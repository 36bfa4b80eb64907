import { kindOf, wrongKind } from '../arguments.ts';
import { DeviceError } from '../errors.ts';
import { roundToHalf } from '../half.ts';
import type { Buffer, ElementType, Values } from '../ops/backend.ts';
import { checkNewBuffer, checkNewParts } from '../ops/buffer_checks.ts';

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

/** Part sizes are rounded up to this many elements, as a GPU's offset alignment of 256 bytes asks. */
const ALIGNMENT = 64;

/** The typed arrays that a CPU backend has given out and not got back. */
export class CpuMemory {
  readonly #Float: typeof Float32Array | typeof Float64Array;
  readonly #alive = new Set<ArrayBufferLike>();
  readonly #wholes = new Set<Buffer>();
  bytes = 0;

  constructor(precision: 'float32' | 'float64') {
    this.#Float = precision === 'float32' ? Float32Array : Float64Array;
  }

  create(label: string, length: number, type: ElementType): CpuBuffer {
    checkNewBuffer(label, length, type);
    const buffer = new CpuBuffer(label, type, this.#allocate(label, length, type));
    this.#alive.add(buffer.values.buffer);
    this.#wholes.add(buffer);
    this.bytes += buffer.values.byteLength;
    return buffer;
  }

  createParts(label: string, lengths: readonly number[], type: ElementType) {
    checkNewParts(label, lengths, type);
    const starts: number[] = [];
    let end = 0;
    for (const length of lengths) {
      starts.push(end);
      end += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    }
    const whole = this.create(label, end, type);
    const parts = lengths.map((length, i) => {
      const start = starts[i] ?? 0;
      return new CpuBuffer(`${label}[${i}]`, type, whole.values.subarray(start, start + length));
    });
    return { whole, parts, starts };
  }

  /** The array behind a buffer. @throws DeviceError when it is not this backend's, or was destroyed. */
  valuesOf(buffer: Buffer): Values {
    if (buffer instanceof CpuBuffer && this.#alive.has(buffer.values.buffer)) return buffer.values;
    throw new DeviceError({
      where: `buffer ${buffer?.label ?? ''}`.trim(),
      expected: 'a live buffer of this CPU backend',
      found: buffer instanceof CpuBuffer ? 'one that was destroyed or is of another backend' : kindOf(buffer),
    });
  }

  /** Frees a whole buffer; one that is free already stays so. @throws DeviceError when it is a part. */
  destroy(buffer: Buffer): void {
    if (!(buffer instanceof CpuBuffer)) throw wrongKind('destroyBuffer', 'a buffer of this CPU backend', buffer);
    if (!this.#alive.has(buffer.values.buffer)) return;
    if (!this.#wholes.delete(buffer)) {
      throw new DeviceError({
        where: `buffer ${buffer.label}`,
        expected: 'a whole buffer to destroy',
        found: 'a part of one',
        remedy: 'Destroy the `whole` that createParts returned.',
      });
    }
    this.#alive.delete(buffer.values.buffer);
    this.bytes -= buffer.values.byteLength;
  }

  destroyAll(): void {
    this.#alive.clear();
    this.#wholes.clear();
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
