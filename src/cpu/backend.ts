import { requireString } from '../arguments.ts';
import { dispose } from '../dispose.ts';
import type { Backend, Buffer, ElementType, MemoryLayout, Recorder, Values } from '../ops/backend.ts';
import { checkWrite } from '../ops/buffer_checks.ts';
import { oneOf, rejectUnknownOptions } from '../option_checks.ts';
import { CpuMemory, memoryLayout, roundHalves } from './memory.ts';
import { CpuRecorder } from './program.ts';

const PRECISIONS = ['float32', 'float64'] as const;

/**
 * Computes on the CPU with the readable twins, on the calling thread: the reference, and the alternative where there
 * is no WebGPU. Arithmetic is in doubles; with `float32` every number is rounded when it is stored.
 * @throws OptionError for an unknown option or precision.
 */
export class CpuBackend implements Backend {
  readonly kind = 'cpu';
  readonly precision: 'float32' | 'float64';
  readonly adapter = { name: 'CPU reference', software: true };
  readonly maxBufferLength = 2 ** 30;
  /** A CPU is never lost. */
  readonly lost = new Promise<string>(() => {});
  /** @internal */
  readonly memory: MemoryLayout;
  readonly #memory: CpuMemory;

  constructor(options: { readonly precision?: 'float32' | 'float64' } = {}) {
    rejectUnknownOptions('CpuBackend', options, ['precision']);
    this.precision = oneOf('CpuBackend: precision', options.precision ?? 'float32', PRECISIONS);
    this.memory = memoryLayout(this.precision);
    this.#memory = new CpuMemory(this.precision);
  }

  get bytes(): number {
    return this.#memory.bytes;
  }

  create(label: string, length: number, type: ElementType = 'float'): Buffer {
    return this.#memory.create(label, length, type);
  }

  createParts(label: string, lengths: readonly number[], type: ElementType = 'float') {
    return this.#memory.createParts(label, lengths, type);
  }

  write(buffer: Buffer, values: Values, start = 0): void {
    const target = this.#memory.valuesOf(buffer);
    checkWrite(buffer, values, start);
    target.set(values, start);
    if (buffer.type === 'half') roundHalves(target.subarray(start, start + values.length));
  }

  async read(buffer: Buffer): Promise<Values> {
    return this.#memory.valuesOf(buffer).slice();
  }

  record(label: string): Recorder {
    requireString('record: label', 'a name', label);
    return new CpuRecorder(this.#memory);
  }

  destroyBuffer(buffer: Buffer): void {
    this.#memory.destroy(buffer);
  }

  destroy(): void {
    this.#memory.destroyAll();
  }

  [dispose](): void {
    this.destroy();
  }
}
