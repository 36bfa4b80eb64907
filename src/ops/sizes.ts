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
  for (const name of [...op.dims, ...op.offsets, ...op.scalars]) {
    const size = sizes[name] ?? (op.offsets.includes(name) ? 0 : undefined);
    const known = typeof size === 'string' ? run?.[size] : size;
    const where = `${op.name}: size ${name}`;
    if (known === undefined) {
      if (typeof size === 'string' && !run) numbers[name] = Number.NaN;
      else throw new ShapeError({ where, expected: `a number for '${size ?? name}'`, found: 'none' });
      continue;
    }
    if (!op.scalars.includes(name) && !(Number.isSafeInteger(known) && known >= 0)) {
      throw new ShapeError({ where, expected: 'a natural number', found: String(known) });
    }
    numbers[name] = known;
  }
  return numbers;
}
