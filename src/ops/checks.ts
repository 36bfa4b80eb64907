import { ShapeError } from '../errors.ts';
import type { ElementType } from './backend.ts';
import { axisLength, fieldsOf, type Op } from './op.ts';

/** What a check needs to know of a buffer. */
interface Sized {
  readonly label: string;
  readonly length: number;
  readonly type: ElementType;
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
  // Runs for every call of every step: what only an error says is put into words only then.
  for (const field of fieldsOf(op)) {
    const buffer = buffers[field.name];
    if (!buffer) {
      if (field.optional) continue;
      throw new ShapeError({ where: `${op.name}: ${field.name}`, expected: 'a buffer', found: 'none' });
    }
    const type = field.below === undefined ? 'float' : 'uint';
    if (buffer.type !== type && !(buffer.type === 'half' && op.halves.includes(field.name))) {
      const found = `${buffer.type} (${buffer.label})`;
      throw new ShapeError({ where: `${op.name}: ${field.name}`, expected: `${type} values`, found });
    }
    let needed = 1;
    for (const axis of field.shape) needed *= axisLength(axis, sizes) ?? rowsTouched(op, field.name, sizes, buffers);
    if (Number.isNaN(needed) || buffer.length >= needed) continue;
    const shape = field.shape.map((axis) => axisLength(axis, sizes) ?? '*').join(', ');
    throw new ShapeError({
      where: `${op.name}: ${field.name}`,
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
  for (const field of fieldsOf(op)) if (field.below === name && buffers[field.name]) return 1;
  let rows = 0;
  for (const [first, count] of op.within[name] ?? []) rows = Math.max(rows, (sizes[first] ?? 0) + (sizes[count] ?? 0));
  return rows;
}
