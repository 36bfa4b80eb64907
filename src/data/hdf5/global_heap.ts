import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';

const WHAT = 'a list of sources';

/** The object of that number in the collection at `address`. */
export function readHeapObject(file: FileBytes, address: number, number: number): Cursor {
  const { length } = file.widths;
  const header = file.cursor(address, 8 + length, WHAT);
  header.signature('GCOL');
  header.version(1);
  header.skip(3);
  const collection = file.cursor(address, header.length(), WHAT);
  collection.skip(8 + length);
  while (collection.left >= 8 + length) {
    const found = collection.u16();
    collection.skip(6);
    const size = collection.length();
    if (found === number) return collection.sub(size);
    // Number 0 is the room that is left.
    if (found === 0) break;
    collection.skip(Math.min(collection.left, Math.ceil(size / 8) * 8));
  }
  throw collection.fail(`none of number ${number}`);
}
