import { DeviceError, ShapeError } from '../errors.ts';
import type { Buffer, Program, Recorder, RunSizes, Size, Values } from '../ops/backend.ts';
import { checkCall } from '../ops/checks.ts';
import type { OpName } from '../ops/every_op.ts';
import { type BuffersOf, type FlagsOf, fieldsOf, type Op, type SizesOf } from '../ops/op.ts';
import { resolveSizes } from '../ops/sizes.ts';
import { checkIndices } from './indices.ts';
import { type CpuMemory, roundHalves } from './memory.ts';
import { twins } from './twins.ts';

/** A twin whose op is not known to the compiler: `CpuRecorder.call` has checked sizes and buffers against the record. */
type AnyTwin = (
  sizes: Readonly<Record<string, number>>,
  arrays: Readonly<Record<string, Values | undefined>>,
  flags: readonly string[],
) => void;

interface Call {
  readonly op: Op;
  readonly sizes: Readonly<Record<string, Size>>;
  readonly buffers: Readonly<Record<string, Buffer | undefined>>;
  readonly flags: readonly string[];
  readonly twin: AnyTwin;
}

function twinOf(op: Op): AnyTwin {
  const twin: unknown = Object.hasOwn(twins, op.name) ? twins[op.name as OpName] : undefined;
  if (!twin) throw new ShapeError({ where: `op ${op.name}`, expected: 'an op of the registry', found: 'another' });
  return twin as AnyTwin;
}

/** Records calls for a `CpuProgram`. */
export class CpuRecorder implements Recorder {
  readonly #memory: CpuMemory;
  readonly #calls: Call[] = [];

  constructor(memory: CpuMemory) {
    this.#memory = memory;
  }

  call<O extends Op>(op: O, sizes: SizesOf<O, Size>, buffers: BuffersOf<O, Buffer>, flags: FlagsOf<O> = []): void {
    const call: Call = { op, sizes, buffers, flags, twin: twinOf(op) };
    checkCall(op, resolveSizes(op, call.sizes), call.buffers);
    for (const buffer of Object.values(call.buffers)) if (buffer) this.#memory.valuesOf(buffer);
    this.#calls.push(call);
  }

  finish(): Program {
    return new CpuProgram(this.#memory, [...this.#calls]);
  }
}

/** Runs its calls one after the other, on the calling thread. */
class CpuProgram implements Program {
  readonly #memory: CpuMemory;
  readonly #calls: readonly Call[];
  #destroyed = false;

  constructor(memory: CpuMemory, calls: readonly Call[]) {
    this.#memory = memory;
    this.#calls = calls;
  }

  async run(sizes: RunSizes = {}, read: readonly Buffer[] = []): Promise<Values[]> {
    if (this.#destroyed) {
      throw new DeviceError({ where: 'program', expected: 'one that is alive', found: 'one that was destroyed' });
    }
    const ready = this.#resolve(sizes).map(({ call, numbers }) => {
      checkCall(call.op, numbers, call.buffers);
      const arrays: Record<string, Values | undefined> = {};
      for (const [name, buffer] of Object.entries(call.buffers)) {
        arrays[name] = buffer && this.#memory.valuesOf(buffer);
      }
      return { call, numbers, arrays };
    });
    const results = read.map((buffer) => this.#memory.valuesOf(buffer));
    for (const { call, numbers, arrays } of ready) {
      checkIndices(call.op, numbers, arrays);
      call.twin(numbers, arrays, call.flags);
      for (const { name, access } of fieldsOf(call.op)) {
        const written = access !== 'reads' && call.buffers[name]?.type === 'half';
        if (written && arrays[name]) roundHalves(arrays[name]);
      }
    }
    return results.map((values) => values.slice());
  }

  dispatches(sizes: RunSizes = {}): number {
    return this.#resolve(sizes).length;
  }

  flops(sizes: RunSizes = {}): number {
    return this.#resolve(sizes).reduce((total, { call, numbers }) => total + call.op.flops(numbers), 0);
  }

  destroy(): void {
    this.#destroyed = true;
  }

  /** The calls that are not empty, with their numbers. */
  #resolve(sizes: RunSizes) {
    return this.#calls
      .map((call) => ({ call, numbers: resolveSizes(call.op, call.sizes, sizes) }))
      .filter(({ call, numbers }) => numbers[call.op.extent] !== 0);
  }
}
