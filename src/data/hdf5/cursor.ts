import { DataError } from '../../errors.ts';

/** Bytes of an address and of a length in this file. */
export interface Widths {
  readonly address: number;
  readonly length: number;
}

/** The error for a part of a file that violates its format. */
export function damaged(where: string, expected: string, found: string): DataError {
  const remedy = 'The file is truncated or damaged: fetch it again, or write it again.';
  return new DataError({ where, expected, found, remedy });
}

/** Reads one structure of an HDF5 file from its first byte to its last, little-endian, and never beyond its end. */
export class Cursor {
  /** Bytes of the structure read so far. */
  at = 0;
  readonly bytes: Uint8Array;
  readonly where: string;
  readonly what: string;
  readonly widths: Widths;
  readonly #view: DataView;

  /** @param where the file, @param what the structure: both for messages */
  constructor(bytes: Uint8Array, where: string, what: string, widths: Widths) {
    this.bytes = bytes;
    this.where = where;
    this.what = what;
    this.widths = widths;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  fail(found: string): DataError {
    return damaged(this.where, this.what, found);
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  /** A natural number of `size` bytes, at most 8. @throws DataError when it is too large to be a size */
  unsigned(size: number): number {
    const at = this.#advance(size);
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + (this.bytes[at + i] ?? 0);
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    throw this.fail(`a size of ${value}`);
  }

  length(): number {
    return this.unsigned(this.widths.length);
  }

  /** An address, or `undefined` for the undefined address. */
  address(): number | undefined {
    const nowhere = this.bytes.subarray(this.at, this.at + this.widths.address).every((byte) => byte === 255);
    if (!nowhere) return this.unsigned(this.widths.address);
    this.skip(this.widths.address);
    return undefined;
  }

  /** An address that must not be undefined. */
  definedAddress(): number {
    const address = this.address();
    if (address !== undefined) return address;
    throw this.fail('an undefined address');
  }

  take(count: number): Uint8Array {
    const at = this.#advance(count);
    return this.bytes.subarray(at, at + count);
  }

  /** The next bytes as a structure. */
  sub(count: number): Cursor {
    return new Cursor(this.take(count), this.where, this.what, this.widths);
  }

  skip(count: number): void {
    this.#advance(count);
  }

  /** UTF-8 up to a zero byte, or `end` bytes if there is none. */
  text(end = this.left): string {
    const bytes = this.bytes.subarray(this.at, this.at + end);
    const zero = bytes.indexOf(0);
    this.skip(zero < 0 ? end : Math.min(end, zero + 1));
    return new TextDecoder().decode(zero < 0 ? bytes : bytes.subarray(0, zero));
  }

  /** Four letters that identify a structure. */
  signature(letters: string): void {
    const found = String.fromCharCode(...this.take(letters.length));
    if (found !== letters) throw this.fail(`bytes other than the signature ${letters}`);
  }

  /** The version of a structure, which must be among `known`. */
  version(...known: readonly number[]): number {
    const version = this.u8();
    if (known.includes(version)) return version;
    throw new DataError({
      where: this.where,
      expected: this.what,
      found: `version ${version}, which is unknown`,
      remedy: 'The file is damaged, or a newer HDF5 wrote it: fetch it again, or copy it with h5repack --high=2.',
    });
  }

  #advance(count: number): number {
    const at = this.at;
    if (count < 0 || count > this.left) throw this.fail(`only ${this.bytes.length} bytes`);
    this.at = at + count;
    return at;
  }
}
