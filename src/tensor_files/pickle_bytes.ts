import { damaged, textOf } from './json.ts';

const NEWLINE = 0x0a;

/** Reads the arguments of a pickle's opcodes in sequence. */
export class PickleBytes {
  readonly #bytes: Uint8Array;
  readonly #where: string;
  #position = 0;

  constructor(bytes: Uint8Array, where: string) {
    this.#bytes = bytes;
    this.#where = where;
  }

  get position(): number {
    return this.#position;
  }

  /** The next bytes. @throws CheckpointError when there are fewer */
  take(length: number): Uint8Array {
    const left = this.#bytes.length - this.#position;
    if (length > left) damaged(this.#where, `${length} more bytes from ${this.#position} on`, `${left}`);
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  byte(): number {
    return this.take(1)[0] as number;
  }

  /** A little-endian natural number of this many bytes. */
  unsigned(length: number): number {
    return this.take(length).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  /** A little-endian integer of this many bytes in two's complement. */
  signed(length: number): number {
    const bytes = this.take(length);
    const isNegative = (bytes.at(-1) ?? 0) > 127;
    const digits = bytes.reduceRight((value, byte) => value * 256 + (isNegative ? 255 - byte : byte), 0);
    return isNegative ? -digits - 1 : digits;
  }

  /** A big-endian double. */
  double(): number {
    const { buffer, byteOffset } = this.take(8);
    return new DataView(buffer, byteOffset).getFloat64(0);
  }

  text(length: number): string {
    return textOf(this.#where, this.take(length));
  }

  /** Text up to the end of a line. */
  line(): string {
    const end = this.#bytes.indexOf(NEWLINE, this.#position);
    if (end < 0) damaged(this.#where, 'the end of a line', 'the end of the pickle');
    const line = this.text(end - this.#position);
    this.#position = end + 1;
    return line;
  }
}
