import { kindOf, requireList, requireString, wrongKind } from '../arguments.ts';
import { ShapeError } from '../errors.ts';
import { oneOf } from '../options.ts';
import type { Buffer, ElementType, Values } from './backend.ts';

/** @throws OptionError when label or type is none, ShapeError when the length is no natural number. */
export function checkNewBuffer(label: string, length: number, type: ElementType): void {
  requireString('buffer: label', 'a name', label);
  oneOf(`buffer ${label}: type`, type, ['float', 'half', 'uint']);
  if (Number.isSafeInteger(length) && length >= 0) return;
  throw new ShapeError({ where: label, expected: 'a length that is a natural number', found: kindOf(length) });
}

/** As `checkNewBuffer`, of a buffer in parts. */
export function checkNewParts(label: string, lengths: readonly number[], type: ElementType): void {
  requireList('createParts: lengths', 'a list of lengths', lengths);
  for (const length of lengths) checkNewBuffer(label, length, type);
}

/** @throws OptionError when the values are none, ShapeError when they are too many or of another type than the buffer. */
export function checkWrite({ label, length, type }: Buffer, values: Values, start: number): void {
  const where = `write to ${label}`;
  const given = values instanceof Uint32Array ? 'uint' : 'float';
  if (!(values instanceof Uint32Array || values instanceof Float32Array || values instanceof Float64Array)) {
    throw wrongKind(where, 'a Float32Array, Float64Array or Uint32Array', values);
  }
  if ((given === 'uint') !== (type === 'uint')) {
    throw new ShapeError({ where, expected: `${type} values`, found: given });
  }
  if (!(Number.isSafeInteger(start) && start >= 0) || start + values.length > length) {
    const found = `${values.length} from element ${kindOf(start)} on`;
    throw new ShapeError({ where, expected: `at most ${length} elements`, found });
  }
}
