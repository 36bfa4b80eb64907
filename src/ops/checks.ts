import { ShapeError } from '../errors.ts';
import type { ElementType } from './backend.ts';
import { axisLength, type FieldOf, fieldsOf, type Op } from './op.ts';

/** What a check needs to know of a buffer. */
interface Sized {
  readonly label: string;
  readonly length: number;
  readonly type: ElementType;
}

type Sizes = Readonly<Record<string, number>>;
type Buffers = Readonly<Record<string, Sized | undefined>>;

/**
 * Holds the buffers of one call against its op: type, length, and the rows that the call touches.
 * Sizes that are not numbers yet (NaN) are passed over; `lengthsToCheck` lists what is left to check at a run.
 * @throws ShapeError naming op, buffer, expected and found.
 */
export function checkCall(op: Op, sizes: Sizes, buffers: Buffers): void {
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
    checkLength(op, field, sizes, buffers);
  }
}

/** The fields of a call whose buffers may be too short for a run, although they are long enough for the sizes known now. */
export function lengthsToCheck(op: Op, sizes: Sizes, buffers: Buffers): FieldOf[] {
  return fieldsOf(op).filter((field) => buffers[field.name] && Number.isNaN(elementsNeeded(op, field, sizes, buffers)));
}

/** @throws ShapeError when the buffer of a field is too short. */
export function checkLength(op: Op, field: FieldOf, sizes: Sizes, buffers: Buffers): void {
  const { label = '', length = 0 } = buffers[field.name] ?? {};
  const needed = elementsNeeded(op, field, sizes, buffers);
  if (Number.isNaN(needed) || length >= needed) return;
  // Runs for every call of every step: what only an error says is put into words only then.
  const shape = field.shape.map((axis) => axisLength(axis, sizes) ?? '*').join(', ');
  throw new ShapeError({
    where: `${op.name}: ${field.name}`,
    expected: `at least ${needed} elements for shape (${shape})`,
    found: `${length} (${label})`,
  });
}

/** Elements of a field that a call touches, at least; NaN where that is not known yet. */
function elementsNeeded(op: Op, field: FieldOf, sizes: Sizes, buffers: Buffers): number {
  let needed = 1;
  for (const axis of field.shape) needed *= axisLength(axis, sizes) ?? rowsTouched(op, field.name, sizes, buffers);
  return needed;
}

/** Rows of a `'*'` buffer that a call touches. Where a list of rows is given, any row may be: one is all that is sure. */
function rowsTouched(op: Op, name: string, sizes: Sizes, buffers: Buffers): number {
  for (const field of fieldsOf(op)) if (field.below === name && buffers[field.name]) return 1;
  let rows = 0;
  for (const [first, count] of op.within[name] ?? []) rows = Math.max(rows, (sizes[first] ?? 0) + (sizes[count] ?? 0));
  return rows;
}
