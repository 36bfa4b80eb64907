import { ShapeError } from '../errors.ts';
import type { Values } from '../ops/backend.ts';
import { axisLength, type FieldOf, fieldsOf, type Op } from '../ops/op.ts';

/**
 * Looks at the index values that a call is about to use: a kernel clamps or reads elsewhere, the reference says so.
 * @throws ShapeError naming op, buffer, position, bound and value.
 */
export function checkIndices(
  op: Op,
  sizes: Readonly<Record<string, number>>,
  arrays: Readonly<Record<string, Values | undefined>>,
): void {
  const fields = fieldsOf(op);
  for (const field of fields) {
    const values = arrays[field.name];
    if (field.below === undefined || field.access === 'writes' || !values) continue;
    const bound = boundOf(field.below, fields, sizes, arrays);
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

/** What every index of a field must be less than: 2 for flags, a dim, or the number of rows of another buffer; one more for list bounds. */
function boundOf(
  below: string,
  fields: readonly FieldOf[],
  sizes: Readonly<Record<string, number>>,
  arrays: Readonly<Record<string, Values | undefined>>,
): number {
  if (below === 'flag') return 2;
  if (below.endsWith('+1')) return 1 + boundOf(below.slice(0, -2), fields, sizes, arrays);
  const table = fields.find((field) => field.name === below);
  if (!table) return sizes[below] ?? 0;
  const width = table.shape.reduce<number>((product, axis) => product * (axisLength(axis, sizes) ?? 1), 1);
  return Math.floor((arrays[below]?.length ?? 0) / width);
}

/** The elements of an index buffer that a call reads; none where only values in other buffers say which. */
function spansOf(op: Op, field: FieldOf, sizes: Readonly<Record<string, number>>): (readonly [number, number])[] {
  const lengths = field.shape.map((axis) => axisLength(axis, sizes));
  if (!lengths.includes(undefined))
    return [[0, lengths.reduce<number>((product, length) => product * (length ?? 1), 1)]];
  return (op.within[field.name] ?? []).map(([first, count]) => {
    const start = sizes[first] ?? 0;
    return [start, start + (sizes[count] ?? 0)] as const;
  });
}
