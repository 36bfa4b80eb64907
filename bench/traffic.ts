import type { Case } from '../parity/case.ts';
import { numbersOf } from '../parity/inputs.ts';
import { axisLength, type FieldOf, fieldsOf, type Op, rowsWithin } from '../src/ops/op.ts';

/** Floats and integers both take four bytes. */
const BYTES = 4;

/**
 * Bytes that one call must move at least, from the op's record: what it reads once, what it writes once, what it
 * updates twice. Of a buffer with `'*'` rows only the rows count that the call touches; where an updated one has
 * several spans, each is either read or written.
 */
export function bytesMoved(op: Op, one: Case): number {
  const numbers = numbersOf(op, one.sizes);
  const fields = fieldsOf(op).filter(({ name }) => !one.without?.includes(name));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const rowsOf = ({ name, below }: FieldOf): number => {
    const spans = rowsWithin(op, name, numbers);
    if (spans.length > 0) return sum(spans.map(([start, end]) => end - start));
    if (below !== undefined) return one.rows?.[name] ?? 0;
    return sum(fields.filter((field) => field.below === name).map(lengthOf));
  };
  const lengthOf = (field: FieldOf): number =>
    field.shape.reduce<number>((product, axis) => product * (axisLength(axis, numbers) ?? rowsOf(field)), 1);
  return sum(
    fields.map((field) => {
      const once = field.access !== 'updates' || rowsWithin(op, field.name, numbers).length > 1;
      return (once ? 1 : 2) * BYTES * lengthOf(field);
    }),
  );
}
