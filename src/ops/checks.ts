import { ShapeError } from '../errors.ts';
import { axisLength, fieldsOf, type Op } from './op.ts';

/** What a check needs to know of a buffer. */
interface Sized {
  readonly label: string;
  readonly length: number;
  readonly type: 'float' | 'uint';
}

/**
 * Holds the buffers of one call against its op: type, length, and the rows that the call touches.
 * Sizes that are not numbers yet (NaN) are passed over; they are checked at every run.
 * @throws ShapeError naming op, buffer, expected and found.
 */
export function checkCall(
  op: Op,
  sizes: Readonly<Record<string, number>>,
  buffers: Readonly<Record<string, Sized | undefined>>,
): void {
  for (const field of fieldsOf(op)) {
    const buffer = buffers[field.name];
    const where = `${op.name}: ${field.name}`;
    if (!buffer) {
      if (field.optional) continue;
      throw new ShapeError({ where, expected: 'a buffer', found: 'none' });
    }
    const type = field.below === undefined ? 'float' : 'uint';
    if (buffer.type !== type)
      throw new ShapeError({ where, expected: `${type} values`, found: `${buffer.type} (${buffer.label})` });
    const lengths = field.shape.map((axis) => axisLength(axis, sizes));
    const width = lengths.reduce<number>((product, length) => product * (length ?? 1), 1);
    const rows = lengths.includes(undefined) ? rowsTouched(op, field.name, sizes, buffers) : 1;
    const needed = rows * width;
    if (Number.isNaN(needed) || buffer.length >= needed) continue;
    const shape = lengths.map((length) => length ?? '*').join(', ');
    throw new ShapeError({
      where,
      expected: `at least ${needed} elements for shape (${shape})`,
      found: `${buffer.length} (${buffer.label})`,
    });
  }
}

/** Rows of a `'*'` buffer that a call touches. Where a list of rows is given, any row may be: one is all that is sure. */
function rowsTouched(
  op: Op,
  name: string,
  sizes: Readonly<Record<string, number>>,
  buffers: Readonly<Record<string, Sized | undefined>>,
): number {
  if (fieldsOf(op).some((field) => field.below === name && buffers[field.name])) return 1;
  const spans = op.within[name] ?? [];
  return Math.max(0, ...spans.map(([first, count]) => (sizes[first] ?? 0) + (sizes[count] ?? 0)));
}
