import { kindOf, requireList, requireString, wrongKind } from '../arguments.ts';
import { DeviceError, ShapeError } from '../errors.ts';
import { oneOf } from '../option_checks.ts';
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

/**
 * Where the parts of a buffer begin, each aligned to this many elements, and the length of the whole. An empty part also takes
 * space, since it must be bound.
 */
export function layOutParts(lengths: readonly number[], alignment: number): { starts: number[]; length: number } {
  const starts: number[] = [];
  let end = 0;
  for (const length of lengths) {
    starts.push(end);
    end += Math.max(1, Math.ceil(length / alignment)) * alignment;
  }
  return { starts, length: end };
}

/** The buffers that a backend has made and not freed. A part lives as long as the whole that it was cut from. */
export class LivingBuffers<B extends Buffer> {
  readonly #place: string;
  readonly #isOwn: (buffer: Buffer) => buffer is B;
  readonly #memoryOf: (buffer: B) => object;
  readonly #wholes = new Map<object, B>();

  /**
   * @param place what errors call the backend
   * @param memoryOf what a whole and its parts share
   */
  constructor(place: string, isOwn: (buffer: Buffer) => buffer is B, memoryOf: (buffer: B) => object) {
    this.#place = place;
    this.#isOwn = isOwn;
    this.#memoryOf = memoryOf;
  }

  add(whole: B): void {
    this.#wholes.set(this.#memoryOf(whole), whole);
  }

  /** The buffer as one of the backend's. @throws DeviceError when it is not, or was freed. */
  own(buffer: Buffer): B {
    const ours = this.#isOwn(buffer);
    if (ours && this.#wholes.has(this.#memoryOf(buffer))) return buffer;
    throw new DeviceError({
      where: `buffer ${buffer?.label ?? ''}`.trim(),
      expected: `a live buffer of this ${this.#place}`,
      found: ours ? 'one that was destroyed or is of another backend' : kindOf(buffer),
    });
  }

  /**
   * Takes a whole buffer out; `undefined` when that has happened already.
   * @throws OptionError when it is no buffer of such a backend, DeviceError when it is a part.
   */
  remove(buffer: Buffer): B | undefined {
    if (!this.#isOwn(buffer)) throw wrongKind('destroyBuffer', `a buffer of this ${this.#place}`, buffer);
    const whole = this.#wholes.get(this.#memoryOf(buffer));
    if (whole === undefined) return undefined;
    if (whole !== buffer) {
      throw new DeviceError({
        where: `buffer ${buffer.label}`,
        expected: 'a whole buffer to destroy',
        found: 'a part of one',
        remedy: 'Destroy the `whole` that createParts returned.',
      });
    }
    this.#wholes.delete(this.#memoryOf(buffer));
    return whole;
  }

  clear(): void {
    this.#wholes.clear();
  }
}
