import type { Buffer, Program, Values } from '../../ops/backend.ts';
import { axisLength, type BuffersOf, type FieldOf, indexBound, type Op, rowsFor, rowsWithin } from '../../ops/op.ts';
import type { WebGpuBackend } from '../backend.ts';
import { GpuProgram } from '../program.ts';
import { boundFields, type Shape } from './shape.ts';

/** Rows of a `'*'` buffer that the call touches; a table of which a list of rows is taken has as many as the list. */
function rowsOf({ op, sizes }: Shape, { name }: FieldOf): number {
  const spans = rowsWithin(op, name, sizes);
  return Math.max(1, spans.length > 0 ? rowsFor(spans) : (sizes[op.dims[0] ?? ''] ?? 0));
}

function lengthOf(shape: Shape, field: FieldOf): number {
  return field.shape.reduce<number>(
    (product, axis) => product * (axisLength(axis, shape.sizes) ?? rowsOf(shape, field)),
    1,
  );
}

/**
 * Numbers in [−1, 1) that are the same every time and repeat after 2^16; integers count up to their bound, flags are set.
 */
function fillWith(shape: Shape, field: FieldOf, length: number): Float32Array | Uint32Array {
  if (field.below === undefined) return Float32Array.from({ length }, (_, i) => ((i * 40_503) & 0xffff) / 32_768 - 1);
  if (field.below === 'flag') return new Uint32Array(length).fill(1);
  const bound = indexBound(shape.op, field.below, shape.sizes, (table) => rowsOf(shape, table));
  return Uint32Array.from({ length }, (_, i) => i % bound);
}

/** A call with one variant of its kernel, on a separate backend, so that its faults stay its own. */
export class Trial {
  readonly variant: string;
  readonly #backend: WebGpuBackend;
  readonly #shape: Shape;
  readonly #buffers: Readonly<Record<string, Buffer>>;
  #program: Program | undefined;

  private constructor(variant: string, backend: WebGpuBackend, shape: Shape) {
    this.variant = variant;
    this.#backend = backend;
    this.#shape = shape;
    backend.variants.choose({ [shape.op.name]: variant });
    const fields = boundFields(shape);
    this.#buffers = Object.fromEntries(
      fields.map((field) => {
        const length = lengthOf(shape, field);
        const buffer = backend.create(field.name, length, field.below === undefined ? 'float' : 'uint');
        backend.write(buffer, fillWith(shape, field, length));
        return [field.name, buffer];
      }),
    );
  }

  static async open(backend: WebGpuBackend, shape: Shape, variant: string): Promise<Trial> {
    return new Trial(variant, await backend.sibling(), shape);
  }

  /** What the call writes. @throws DeviceError when the variant does not compile or run. */
  async results(): Promise<Values[]> {
    const written = boundFields(this.#shape).filter(({ access }) => access !== 'reads');
    const program = this.#record(1);
    // Running a kernel that did not compile would be a fault of the whole device.
    if (program instanceof GpuProgram) await program.ready();
    const values = await program.run(
      {},
      written.flatMap(({ name }) => this.#buffers[name] ?? []),
    );
    program.destroy();
    return values;
  }

  /** Prepares for submits of this many calls each. */
  prepare(calls: number): void {
    this.#program?.destroy();
    this.#program = this.#record(calls);
  }

  /** Makes the prepared submit and waits for it. */
  async run(): Promise<void> {
    await this.#program?.run();
  }

  /** Milliseconds that the prepared submit takes. */
  async time(): Promise<number> {
    const begin = performance.now();
    await this.run();
    return performance.now() - begin;
  }

  destroy(): void {
    this.#backend.destroy();
  }

  #record(calls: number): Program {
    const { op, sizes } = this.#shape;
    const recorder = this.#backend.record(`${op.name}: ${this.variant}`);
    for (let call = 0; call < calls; call++) recorder.call(op, sizes, this.#buffers as BuffersOf<Op, Buffer>);
    return recorder.finish();
  }
}
