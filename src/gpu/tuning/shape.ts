import type { Program, RunSizes } from '../../ops/backend.ts';
import { fieldsOf, type Op } from '../../ops/op.ts';
import { GpuProgram } from '../program.ts';
import { kernelOf } from '../variants.ts';

/** One kind of call to time the variants of its kernel with. */
export interface Shape {
  readonly op: Op;
  /** Every dim, offset and scalar of the op. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Optional buffers that the call leaves out. */
  readonly without: readonly string[];
  /** How many such calls a run makes. */
  readonly calls: number;
}

/**
 * The different calls, of kernels that have variants, that a run of a recorded program makes: the shapes of a training
 * step, say, with its `TrainingStep.program` and `TrainingStep.sizes(batch)`. A program of another backend has none.
 */
export function shapesOf(program: Program, sizes: RunSizes): Shape[] {
  if (!(program instanceof GpuProgram)) return [];
  const shapes = new Map<string, Shape>();
  for (const { op, numbers, bound } of program.calls(sizes)) {
    if (!kernelOf(op).variants) continue;
    const without = op.optional.filter((name) => !bound.includes(name));
    // Where rows begin does not matter to the time; the offsets of the first such call keep its buffers apart.
    const key = JSON.stringify([op.name, op.dims.map((dim) => numbers[dim]), without]);
    const calls = (shapes.get(key)?.calls ?? 0) + 1;
    shapes.set(key, { op, without, sizes: shapes.get(key)?.sizes ?? numbers, calls });
  }
  return [...shapes.values()];
}

/** Floating-point operations of one call. */
export const flopsOf = ({ op, sizes }: Shape) => op.flops(sizes);

/** Fields of the op that the call binds. */
export const boundFields = ({ op, without }: Shape) => fieldsOf(op).filter(({ name }) => !without.includes(name));
