import { damaged, refused } from './json.ts';

/** The zip format (PKWARE's APPNOTE), with the larger numbers of its 64-bit edition. */
export interface Entry {
  readonly name: string;
  readonly method: 'stored' | 'deflated';
  readonly crc: number;
  /** Its bytes in the zip file, and their unpacked size. */
  readonly data: Uint8Array;
  readonly size: number;
}

const LOCAL_HEADER = 0x04034b50;
const ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;

const LOCAL_LENGTH = 30;
const ENTRY_LENGTH = 46;
const END_LENGTH = 22;
const LONGEST_COMMENT = 0xffff;
/** Means that the number is in the extra field. */
const ELSEWHERE = 0xffffffff;
const EXTRA_64 = 1;

/** Whether bytes begin like a zip file, possibly empty. */
export function isZip(bytes: Uint8Array): boolean {
  const [p, k, third, fourth] = bytes;
  return p === 0x50 && k === 0x4b && ((third === 3 && fourth === 4) || (third === 5 && fourth === 6));
}

/** The directory at the end of a zip file. @throws CheckpointError when it is damaged or of an unsupported kind */
export function* entriesOf(bytes: Uint8Array, where: string): Generator<Entry> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { count, start, end } = directoryOf(view, where);
  let at = start;
  for (let i = 0; i < count; i++) {
    if (at + ENTRY_LENGTH > end || view.getUint32(at, true) !== ENTRY) {
      damaged(where, `${count} files in the zip file`, `${i}`);
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => view.getUint16(at + offset, true));
    const extra = at + ENTRY_LENGTH + (nameLength as number);
    const next = extra + (extraLength as number) + (commentLength as number);
    if (next > end) damaged(where, `${count} files in the zip file`, `${i}`);
    const nameBytes = bytes.subarray(at + ENTRY_LENGTH, extra);
    const name = new TextDecoder().decode(nameBytes);
    const place = `${where}: ${name}`;
    const [size, packed, begin] = sizesOf(view, at, extra, extra + (extraLength as number));
    const method = methodOf(view, at, place);
    if (method === 'stored' && size !== packed) damaged(place, `${size} bytes`, `${packed}`);
    const data = dataOf(view, begin, packed, nameBytes, place);
    yield { name, method, crc: view.getUint32(at + 16, true), data, size };
    at = next;
  }
  if (at !== end) damaged(where, `a directory of ${end - start} bytes`, `${at - start}`);
}

/** The data after a local header. Names have no checksum, but each is stored twice. */
function dataOf(view: DataView, start: number, packed: number, name: Uint8Array, where: string): Uint8Array {
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  const header = start + LOCAL_LENGTH;
  if (header > bytes.length || view.getUint32(start, true) !== LOCAL_HEADER) {
    damaged(where, `a file at byte ${start}`, 'something else');
  }
  const nameEnd = header + view.getUint16(start + 26, true);
  const local = bytes.subarray(header, nameEnd);
  if (local.length !== name.length || local.some((byte, i) => byte !== name[i])) {
    damaged(where, 'the name in the directory', new TextDecoder().decode(local));
  }
  const begin = nameEnd + view.getUint16(start + 28, true);
  if (begin + packed > bytes.length) damaged(where, `${packed} bytes from ${begin} on`, 'the end of the zip file');
  return bytes.subarray(begin, begin + packed);
}

function directoryOf(view: DataView, where: string) {
  const last = view.byteLength - END_LENGTH;
  for (let at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
    if (view.getUint32(at, true) !== END) continue;
    const locator = at - 20;
    if (locator >= 0 && view.getUint32(locator, true) === LOCATOR_64) {
      const at64 = Number(view.getBigUint64(locator + 8, true));
      if (at64 + 56 <= locator && view.getUint32(at64, true) === END_64) {
        const [count, , start] = [32, 40, 48].map((offset) => Number(view.getBigUint64(at64 + offset, true)));
        return { count: count as number, start: start as number, end: at64 };
      }
    }
    return { count: view.getUint16(at + 10, true), start: view.getUint32(at + 16, true), end: at };
  }
  return damaged(where, 'a zip file with its directory', 'none: it is truncated');
}

/** Unpacked size, packed size and start of an entry. */
function sizesOf(view: DataView, at: number, extra: number, extraEnd: number): [number, number, number] {
  const sizes: [number, number, number] = [
    view.getUint32(at + 24, true),
    view.getUint32(at + 20, true),
    view.getUint32(at + 42, true),
  ];
  for (let field = extra; field + 4 <= extraEnd; field += 4 + view.getUint16(field + 2, true)) {
    if (view.getUint16(field, true) !== EXTRA_64) continue;
    const end = Math.min(extraEnd, field + 4 + view.getUint16(field + 2, true));
    let value = field + 4;
    for (const [i, size] of sizes.entries()) {
      if (size !== ELSEWHERE || value + 8 > end) continue;
      sizes[i] = Number(view.getBigUint64(value, true));
      value += 8;
    }
  }
  return sizes;
}

function methodOf(view: DataView, at: number, where: string): Entry['method'] {
  const remedy = 'Save it again as NumPy or PyTorch do.';
  if (view.getUint16(at + 8, true) & 1) refused(where, 'a file that is not encrypted', 'an encrypted one', remedy);
  const method = view.getUint16(at + 10, true);
  if (method === 0) return 'stored';
  return method === 8
    ? 'deflated'
    : refused(where, 'a stored or deflated file', `compression method ${method}`, remedy);
}
