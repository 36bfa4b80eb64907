import type { ByteSource } from '../byte_source.ts';
import { lookup3 } from './checksum.ts';
import { Cursor, damaged, type Widths } from './cursor.ts';

const CHECKSUM_BYTES = 4;

/** The bytes of an HDF5 file by address. A size that exceeds the file is refused before any memory is allocated. */
export class FileBytes {
  readonly name: string;
  readonly widths: Widths;
  /** End of the file, as an address. */
  readonly end: number;
  readonly #source: ByteSource;
  readonly #base: number;

  /** @param base where addresses begin: after the user block, if there is one */
  constructor(source: ByteSource, base: number, widths: Widths) {
    this.name = source.name;
    this.widths = widths;
    this.end = source.size - base;
    this.#source = source;
    this.#base = base;
  }

  /** @throws DataError when the file ends too early, or cannot be read */
  read(address: number, length: number, what: string, where = this.name): Uint8Array<ArrayBuffer> {
    // A damaged size may even be infinite or NaN.
    if (!(address + length <= this.end)) {
      throw damaged(where, `${what} in bytes ${address} to ${address + length}`, `a file of ${this.end} bytes`);
    }
    const bytes = new Uint8Array(length);
    let done = 0;
    while (done < length) {
      const count = this.#source.readAt(this.#base + address + done, bytes.subarray(done));
      if (count === 0) throw damaged(where, `${what} of ${length} bytes`, `${done} bytes: the file became shorter`);
      done += count;
    }
    return bytes;
  }

  cursor(address: number, length: number, what: string): Cursor {
    return new Cursor(this.read(address, length, what), this.name, what, this.widths);
  }

  /** A structure that ends with its checksum, which the cursor excludes. */
  checked(address: number, length: number, what: string): Cursor {
    if (length < CHECKSUM_BYTES) throw damaged(this.name, what, `only ${length} bytes`);
    const bytes = this.read(address, length, what);
    const content = bytes.subarray(0, length - CHECKSUM_BYTES);
    const found = new DataView(bytes.buffer).getUint32(content.length, true);
    if (found !== lookup3(content)) throw damaged(this.name, what, 'a checksum that does not match its bytes');
    return new Cursor(content, this.name, what, this.widths);
  }
}
