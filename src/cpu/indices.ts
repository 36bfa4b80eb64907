import { ShapeError } from '../errors.ts';
import type { Values } from '../ops/backend.ts';
import { axisLength, type FieldOf, fieldsOf, indexBound, type Op, rowsWithin, type Span } from '../ops/op.ts';

/**
 * Checks the index values that a call is about to use: a kernel clamps or reads elsewhere, the reference throws.
 * @throws ShapeError naming op, buffer, position, bound and value.
 */
export function checkIndices(
  op: Op,
  sizes: Readonly<Record<string, number>>,
  arrays: Readonly<Record<string, Values | undefined>>,
): void {
  for (const field of fieldsOf(op)) {
    const values = arrays[field.name];
    if (field.below === undefined || field.access === 'writes' || !values) continue;
    const bound = indexBound(op, field.below, sizes, (table) => rowsOf(table, sizes, arrays));
    for (const [start, end] of spansOf(op, field, sizes)) {
      for (let i = start; i < end; i++) {
        const value = values[i] ?? 0;
        if (value < bound) continue;
        throw new ShapeError({
          where: `${op.name}: ${field.name}[${i}]`,
          expected: `less than ${bound}`,
          found: `${value}`,
        });
      }
    }
  }
}

/** Rows of a buffer as long as this array. */
function rowsOf(
  { name, shape }: FieldOf,
  sizes: Readonly<Record<string, number>>,
  arrays: Readonly<Record<string, Values | undefined>>,
): number {
  const width = shape.reduce<number>((product, axis) => product * (axisLength(axis, sizes) ?? 1), 1);
  return Math.floor((arrays[name]?.length ?? 0) / width);
}

/** The elements of an index buffer that a call reads; none where they depend on values in other buffers. */
function spansOf(op: Op, field: FieldOf, sizes: Readonly<Record<string, number>>): readonly Span[] {
  const lengths = field.shape.map((axis) => axisLength(axis, sizes));
  if (lengths.includes(undefined)) return rowsWithin(op, field.name, sizes);
  return [[0, lengths.reduce<number>((product, length) => product * (length ?? 1), 1)]];
}
