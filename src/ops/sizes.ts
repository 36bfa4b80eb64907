import { ShapeError } from '../errors.ts';
import type { RunSizes, Size } from './backend.ts';
import type { Op } from './op.ts';

/**
 * The numbers of one call: every dim, offset and scalar of `op`, offsets that are left out 0. A name is looked up in
 * `run`; without `run` (when a call is recorded) it stays NaN, which says "not known yet".
 * @throws ShapeError when a name has no number, or a dim or offset is no natural number.
 */
export function resolveSizes(
  op: Op,
  sizes: Readonly<Record<string, Size | undefined>>,
  run?: RunSizes,
): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const name of op.dims) numbers[name] = natural(op, name, numberOf(op, name, sizes[name], run));
  for (const name of op.offsets) numbers[name] = natural(op, name, numberOf(op, name, sizes[name] ?? 0, run));
  for (const name of op.scalars) numbers[name] = numberOf(op, name, sizes[name], run) ?? Number.NaN;
  return numbers;
}

/** What `size` stands for; `undefined` when that is not known yet. */
function numberOf(op: Op, name: string, size: Size | undefined, run: RunSizes | undefined): number | undefined {
  if (typeof size === 'number') return size;
  if (size === undefined) throw missing(op, name, name);
  return run && sizeGiven(op, name, size, run);
}

/** The number that a run gives as `given` for the size `name`. @throws ShapeError when it gives none. */
export function sizeGiven(op: Op, name: string, given: string, run: RunSizes): number {
  const number = run[given];
  if (number === undefined) throw missing(op, name, given);
  return number;
}

function missing(op: Op, name: string, given: string): ShapeError {
  return new ShapeError({ where: `${op.name}: size ${name}`, expected: `a number for '${given}'`, found: 'none' });
}

function natural(op: Op, name: string, number: number | undefined): number {
  if (number === undefined) return Number.NaN;
  requireNatural(op, name, number);
  return number;
}

/** @throws ShapeError when a dim or an offset is no natural number. */
export function requireNatural(op: Op, name: string, number: number): void {
  if (Number.isSafeInteger(number) && number >= 0) return;
  throw new ShapeError({ where: `${op.name}: size ${name}`, expected: 'a natural number', found: String(number) });
}
