import { ShapeError } from '../errors.ts';
import type { Buffer, Program, Recorder, RunSizes, Size } from '../ops/backend.ts';
import { checkCall } from '../ops/checks.ts';
import { type BuffersOf, type FlagsOf, fieldsOf, type Op, type SizesOf } from '../ops/op.ts';
import { resolveSizes } from '../ops/sizes.ts';
import type { Device } from './device.ts';
import type { GpuBuffer, Memory } from './memory.ts';
import type { Pipelines } from './pipelines.ts';
import type { RecordedCall } from './prepared_call.ts';
import { GpuProgram } from './program.ts';
import type { Timestamps } from './timestamps.ts';
import type { Variants } from './variants.ts';

/**
 * WebGPU validates whole GPUBuffers: one that a dispatch writes may not be bound a second time in it, even for
 * another range.
 */
function checkSharing(op: Op, buffers: Readonly<Record<string, GpuBuffer | undefined>>): void {
  const fields = fieldsOf(op);
  for (const written of fields.filter(({ access }) => access !== 'reads')) {
    const buffer = buffers[written.name];
    const other = fields.find(({ name }) => name !== written.name && buffers[name]?.memory === buffer?.memory);
    if (!buffer || !other) continue;
    throw new ShapeError({
      where: `${op.name}: ${written.name}`,
      expected: `a buffer of its own, as the call writes it`,
      found: `${buffer.label}, cut from the same buffer as ${other.name} (${buffers[other.name]?.label})`,
      remedy: 'Create the two with separate calls of create or createParts.',
    });
  }
}

/** Records calls for a `GpuProgram`, compiling each kernel on first use. */
export class GpuRecorder implements Recorder {
  readonly #label: string;
  readonly #device: Device;
  readonly #memory: Memory;
  readonly #pipelines: Pipelines;
  readonly #variants: Variants;
  readonly #timestamps: Timestamps;
  readonly #expected: RunSizes;
  readonly #calls: RecordedCall[] = [];

  constructor(
    label: string,
    device: Device,
    memory: Memory,
    pipelines: Pipelines,
    variants: Variants,
    timestamps: Timestamps,
    expected: RunSizes,
  ) {
    this.#label = label;
    this.#device = device;
    this.#memory = memory;
    this.#pipelines = pipelines;
    this.#variants = variants;
    this.#timestamps = timestamps;
    this.#expected = expected;
  }

  call<O extends Op>(op: O, sizes: SizesOf<O, Size>, given: BuffersOf<O, Buffer>, flags: FlagsOf<O> = []): void {
    const numbers = resolveSizes(op, sizes);
    checkCall(op, numbers, given);
    const buffers: Record<string, GpuBuffer | undefined> = {};
    for (const [name, buffer] of Object.entries<Buffer | undefined>(given)) {
      buffers[name] = buffer && this.#memory.buffer(buffer);
    }
    checkSharing(op, buffers);
    const known = Object.fromEntries(Object.entries(numbers).filter(([, number]) => !Number.isNaN(number)));
    const kernel = this.#variants.kernel(op, { ...this.#expectedSizes(sizes), ...known });
    const compiled = this.#pipelines.get(kernel, buffers, flags, known);
    this.#calls.push({ op, kernel, sizes, known, buffers, compiled });
  }

  /** The expected numbers for the names that a call uses. */
  #expectedSizes(sizes: Readonly<Record<string, Size | undefined>>): RunSizes {
    const named = Object.entries(sizes).map(([name, size]) => [name, this.#expected[String(size)]] as const);
    return Object.fromEntries(named.flatMap(([name, number]) => (number === undefined ? [] : [[name, number]])));
  }

  finish(): Program {
    return new GpuProgram(this.#label, this.#device, this.#memory, [...this.#calls], this.#timestamps);
  }
}
