import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';

export const CHECKSUM_BYTES = 4;

/** An element of an array, by its number. */
export type Numbered = readonly [number: number, element: Cursor];

/** The elements of an array of fixed length, in order, except pages never allocated. */
export function* readFixedArray(file: FileBytes, address: number, what: string): Generator<Numbered> {
  const { widths } = file;
  const header = file.checked(address, 8 + widths.length + widths.address + CHECKSUM_BYTES, what);
  header.signature('FAHD');
  header.version(0);
  header.skip(1);
  const [elementBytes, pageBits] = [header.u8(), header.u8()];
  const count = header.length();
  const block = header.address();
  if (block === undefined) return;
  if (elementBytes < widths.address) throw header.fail(`elements of ${elementBytes} bytes`);

  const pageLength = 2 ** pageBits;
  const prefixBytes = 6 + widths.address;
  const pages = count > pageLength ? Math.ceil(count / pageLength) : 0;
  const contentBytes = pages === 0 ? count * elementBytes : Math.ceil(pages / 8);
  const content = file.checked(block, prefixBytes + contentBytes + CHECKSUM_BYTES, what);
  content.signature('FADB');
  content.skip(prefixBytes - 4);
  if (pages === 0) {
    yield* elementsOf(content, 0, count, elementBytes);
    return;
  }
  const used = content.take(contentBytes);
  const start = block + prefixBytes + contentBytes + CHECKSUM_BYTES;
  for (let page = 0; page < pages; page++) {
    if (!isSet(used, page)) continue;
    const first = page * pageLength;
    const length = Math.min(pageLength, count - first);
    const at = start + page * (pageLength * elementBytes + CHECKSUM_BYTES);
    yield* elementsOf(file.checked(at, length * elementBytes + CHECKSUM_BYTES, what), first, length, elementBytes);
  }
}

/** The next `count` elements, numbered from `first`. */
export function* elementsOf(from: Cursor, first: number, count: number, elementBytes: number): Generator<Numbered> {
  for (let i = 0; i < count; i++) yield [first + i, from.sub(elementBytes)];
}

/** Whether a bit is set, counted from the highest of the first byte. */
export function isSet(bits: Uint8Array, index: number): boolean {
  return ((bits[Math.floor(index / 8)] ?? 0) & (0x80 >> (index % 8))) !== 0;
}
