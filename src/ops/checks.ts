import { ShapeError } from '../errors.ts';
import type { ElementType } from './backend.ts';
import { axisLength, type FieldOf, fieldsOf, type Op, rowsFor, rowsWithin } from './op.ts';

/** What a check needs to know of a buffer. */
interface Sized {
  readonly label: string;
  readonly length: number;
  readonly type: ElementType;
}

type Sizes = Readonly<Record<string, number>>;
type Buffers = Readonly<Record<string, Sized | undefined>>;

/**
 * Checks one call against its op: the ranges of its numbers, and the type, length and accessed rows of its buffers. Sizes
 * that are not numbers yet (NaN) are skipped; `lengthsToCheck` lists what is left to check at a run.
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
  }
  checkNumbers(op, sizes);
  for (const need of needsOf(op, buffers)) checkLength(op, need, sizes);
}

/** @throws ShapeError when a dim that must be positive is 0, or a part of an axis reaches beyond it. */
export function checkNumbers(op: Op, sizes: Sizes): void {
  for (const name of op.positive) {
    if (sizes[name] !== 0) continue;
    throw new ShapeError({ where: `${op.name}: size ${name}`, expected: 'at least 1', found: '0' });
  }
  for (const [offset, count, axis] of op.ranges) {
    const end = (sizes[offset] ?? 0) + (sizes[count] ?? 0);
    // NaN, which stands for an unknown size, compares as not greater.
    if (!(end > (sizes[axis] ?? 0))) continue;
    const expected = `${offset} + ${count} of at most ${axis} = ${sizes[axis]}`;
    throw new ShapeError({ where: `${op.name}: size ${offset}`, expected, found: String(end) });
  }
}

/** A buffer of a call, which must be long enough. */
export interface Need {
  readonly field: FieldOf;
  readonly buffer: Sized;
  /** Whether a list of rows is given: any row of a `'*'` axis may be touched, and one is all that is sure. */
  readonly listed: boolean;
}

function needsOf(op: Op, buffers: Buffers): Need[] {
  return fieldsOf(op).flatMap((field) => {
    const buffer = buffers[field.name];
    if (!buffer) return [];
    const listed = fieldsOf(op).some(({ name, below }) => below === field.name && buffers[name]);
    return [{ field, buffer, listed }];
  });
}

/** The buffers of a call that may be too short for a run, although they are long enough for the sizes known now. */
export function lengthsToCheck(op: Op, sizes: Sizes, buffers: Buffers): Need[] {
  return needsOf(op, buffers).filter((need) => Number.isNaN(elementsOf(op, need, sizes)));
}

/** @throws ShapeError when a buffer is too short. */
export function checkLength(op: Op, need: Need, sizes: Sizes): void {
  const { field, buffer } = need;
  const elements = elementsOf(op, need, sizes);
  if (Number.isNaN(elements) || buffer.length >= elements) return;
  // Runs for every call of every step: messages are built only for an error.
  const shape = field.shape.map((axis) => axisLength(axis, sizes) ?? '*').join(', ');
  throw new ShapeError({
    where: `${op.name}: ${field.name}`,
    expected: `at least ${elements} elements for shape (${shape})`,
    found: `${buffer.length} (${buffer.label})`,
  });
}

/** Elements that a call touches, at least; NaN where that is not known yet. */
function elementsOf(op: Op, { field, listed }: Need, sizes: Sizes): number {
  let elements = 1;
  for (const axis of field.shape) {
    elements *= axisLength(axis, sizes) ?? (listed ? 1 : rowsFor(rowsWithin(op, field.name, sizes)));
  }
  return elements;
}
