import type { Values } from '../src/ops/backend.ts';
import { axisLength, type FieldOf, fieldsOf, indexBound, type Op, rowsFor, rowsWithin } from '../src/ops/op.ts';
import { resolveSizes } from '../src/ops/sizes.ts';
import { Random } from '../src/random.ts';
import type { Case } from './case.ts';

/** A buffer of one case with what it holds before the call. */
export interface Input {
  readonly field: FieldOf;
  readonly values: Float32Array | Uint32Array;
}

/** Elements beyond what the call may touch: a thread too many writes here, and is found out. */
const MARGIN = 70;
const UNTOUCHED = 0xdeadbeef;

/** The numbers of a call; scalars rounded to float32, so that both backends compute with the same. */
export function numbersOf(op: Op, sizes: Case['sizes']): Record<string, number> {
  const numbers = resolveSizes(op, sizes);
  for (const name of op.scalars) numbers[name] = Math.fround(numbers[name] ?? 0);
  return numbers;
}

/**
 * Seeded numbers for every buffer of a case, chosen from the op's record: floats in [−1, 1) that float32 holds exactly,
 * indices below their bound, all different where the op writes to them, list bounds in order. What the op only writes
 * is filled with NaN.
 */
export function inputsOf(op: Op, one: Case, seed: number): Input[] {
  const numbers = numbersOf(op, one.sizes);
  const fields = fieldsOf(op).filter(({ name }) => !one.without?.includes(name));
  const rowsOf = (field: FieldOf): number => {
    const spans = rowsWithin(op, field.name, numbers);
    return Math.max(one.rows?.[field.name] ?? 0, spans.length > 0 ? rowsFor(spans) : 7);
  };
  const lengthOf = (field: FieldOf): number =>
    field.shape.reduce<number>((product, axis) => product * (axisLength(axis, numbers) ?? rowsOf(field)), 1);

  return fields.map((field, place) => {
    const random = new Random(seed, place);
    const choose = one.values?.[field.name];
    const next = () => 2 * random.uniform() - 1;
    const length = lengthOf(field) + MARGIN;
    if (field.below === undefined) {
      const values = new Float32Array(length);
      if (field.access === 'writes') values.fill(Number.NaN);
      else for (let i = 0; i < length; i++) values[i] = choose ? choose(next, i) : next();
      return { field, values };
    }
    const values = new Uint32Array(length);
    const listed = field.below.endsWith('+1');
    const below = listed ? field.below.slice(0, -2) : field.below;
    const table = fields.find(({ name }) => name === below);
    const bound = indexBound(op, below, numbers, rowsOf);
    if (field.access === 'writes') values.fill(UNTOUCHED);
    else if (choose) for (let i = 0; i < length; i++) values[i] = choose(next, i);
    else if (listed) bounds(values, lengthOf(field), bound, random);
    else if (table && table.access !== 'reads') values.set(different(lengthOf(field), bound, random));
    else for (let i = 0; i < length; i++) values[i] = random.below(bound);
    return { field, values };
  });
}

/** `count` list bounds from 0 to `end`, in order, with empty lists among them. */
function bounds(values: Uint32Array, count: number, end: number, random: Random): void {
  for (let i = 1; i < count - 1; i++) values[i] = random.below(end + 1);
  values[count - 1] = end;
  values.subarray(0, count).sort();
}

/** `count` different numbers below `bound`. */
function different(count: number, bound: number, random: Random): number[] {
  const all = Array.from({ length: bound }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const j = i + random.below(bound - i);
    [all[i], all[j]] = [all[j] ?? 0, all[i] ?? 0];
  }
  return all.slice(0, count);
}

/** The maximum magnitude of the numbers an op reads, by which tolerances are scaled. */
export function greatest(inputs: readonly Input[], name: string): number {
  const values: Values | undefined = inputs.find(({ field }) => field.name === name)?.values;
  let most = 0;
  for (const value of values ?? []) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}
