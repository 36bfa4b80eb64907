import { DataError } from '../../errors.ts';
import { bytesFor } from './btree_v2.ts';
import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';

const WHAT = 'a directory of datasets';
const MANAGED = 0;
const TINY = 2;

/** How a heap doubles the size of its blocks, row by row of a table. */
interface Shape {
  readonly width: number;
  readonly firstBlock: number;
  readonly greatestDirect: number;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
  /** Rows whose blocks hold objects; blocks of later rows hold tables. */
  readonly directRows: number;
}

/** Where newer groups store many links: a heap whose objects are found by id. */
export class FractalHeap {
  readonly #file: FileBytes;
  readonly #shape: Shape;
  readonly #root: number;
  /** Rows of the table at the root; 0 when the root is a block of objects itself. */
  readonly #rootRows: number;

  constructor(file: FileBytes, address: number) {
    const { address: addressBytes, length: lengthBytes } = file.widths;
    const start = file.cursor(address, 9, WHAT);
    start.signature('FRHP');
    start.version(0);
    start.skip(2);
    if (start.u16() !== 0) throw compressed(file.name);
    const header = file.checked(address, 22 + 12 * lengthBytes + 3 * addressBytes + 4, WHAT);
    header.skip(10);
    const greatestObject = header.u32();
    header.skip(lengthBytes + addressBytes + lengthBytes + addressBytes + 8 * lengthBytes);
    const width = header.u16();
    const [firstBlock, greatestDirect] = [header.length(), header.length()];
    const bits = header.u16();
    header.skip(2);
    this.#file = file;
    this.#root = header.definedAddress();
    this.#rootRows = header.u16();
    if (width === 0 || firstBlock === 0 || greatestDirect < firstBlock) throw header.fail('a heap without blocks');
    this.#shape = {
      width,
      firstBlock,
      greatestDirect,
      offsetBytes: Math.ceil(bits / 8),
      lengthBytes: Math.min(bytesFor(greatestDirect), bytesFor(greatestObject)),
      directRows: Math.log2(greatestDirect / firstBlock) + 2,
    };
  }

  /** The object with this id. */
  object(id: Cursor): Cursor {
    const first = id.u8();
    const kind = (first >> 4) & 0x03;
    if (kind === TINY) return id.sub((first & 0x0f) + 1);
    if (kind !== MANAGED) throw id.fail('a name that is too long to read');
    const offset = id.unsigned(this.#shape.offsetBytes);
    const length = id.unsigned(this.#shape.lengthBytes);
    const { address, start } = this.#rootRows === 0 ? { address: this.#root, start: 0 } : this.#find(offset);
    return this.#file.cursor(address + offset - start, length, WHAT);
  }

  /** The block that contains an offset into the heap, and the offset at which it begins. */
  #find(offset: number): { address: number; start: number } {
    let table = { address: this.#root, start: 0, rows: this.#rootRows };
    for (;;) {
      const { row, column, start, size } = this.#place(offset - table.start, table.rows);
      const entry = row * this.#shape.width + column;
      const address = this.#entry(table.address, entry);
      if (row < this.#shape.directRows) return { address, start: table.start + start };
      const rows = Math.log2(size / this.#shape.firstBlock / this.#shape.width) + 1;
      table = { address, start: table.start + start, rows };
    }
  }

  /** The block of a table that contains an offset: the first two rows have the smallest blocks, each later one doubles. */
  #place(offset: number, rows: number): { row: number; column: number; start: number; size: number } {
    const { width, firstBlock } = this.#shape;
    let rowStart = 0;
    for (let row = 0; row < rows; row++) {
      const size = firstBlock * 2 ** Math.max(0, row - 1);
      if (offset < rowStart + size * width) {
        const column = Math.floor((offset - rowStart) / size);
        return { row, column, start: rowStart + column * size, size };
      }
      rowStart += size * width;
    }
    throw this.#file.cursor(this.#root, 0, WHAT).fail('an id without an object');
  }

  #entry(table: number, entry: number): number {
    const { address } = this.#file.widths;
    const prefix = this.#file.cursor(table, 5 + address + this.#shape.offsetBytes, WHAT);
    prefix.signature('FHIB');
    prefix.version(0);
    return this.#file.cursor(table + prefix.bytes.length + entry * address, address, WHAT).definedAddress();
  }
}

function compressed(where: string): DataError {
  return new DataError({
    where,
    expected: WHAT,
    found: 'a compressed one',
    remedy: 'Copy the file with h5repack.',
  });
}
