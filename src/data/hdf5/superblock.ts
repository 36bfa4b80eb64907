import { DataError } from '../../errors.ts';
import type { ByteSource } from '../byte_source.ts';
import { damaged, type Widths } from './cursor.ts';
import { FileBytes } from './file_bytes.ts';
import { readObjectHeader } from './object_header.ts';

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
const WHAT = 'a whole HDF5 file';

/** Flags of a file that a program has open for writing, with or without concurrent readers. */
const WRITE_FLAGS = 0x01 | 0x04;

/** A message of the superblock's extension: the directory is not at its addresses. */
const CACHE_IMAGE = 0x18;

/** An HDF5 file and the address of its root group. */
export interface OpenedFile {
  readonly file: FileBytes;
  readonly root: number;
}

/** @throws DataError when the file is not HDF5, truncated, or was not closed by the program that wrote it */
export function openFile(source: ByteSource): OpenedFile {
  const base = findSignature(source);
  const narrow = new FileBytes(source, base, { address: 8, length: 8 });
  const version = narrow.cursor(SIGNATURE.length, 1, WHAT).version(0, 1, 2, 3);
  return version < 2 ? openOld(source, narrow, base, version) : openNew(source, narrow, base, version);
}

function openOld(source: ByteSource, narrow: FileBytes, base: number, version: number): OpenedFile {
  const sizes = narrow.cursor(13, 2, WHAT);
  const widths = widthsOf(sizes.u8(), sizes.u8(), source.name);
  const file = new FileBytes(source, base, widths);
  // After the two tree ranks and the flags; version 1 has one more tree rank.
  const start = version === 0 ? 24 : 28;
  const cursor = file.cursor(start, 6 * widths.address, WHAT);
  cursor.skip(2 * widths.address);
  requireLength(source, cursor.definedAddress());
  cursor.skip(2 * widths.address);
  return { file, root: cursor.definedAddress() };
}

function openNew(source: ByteSource, narrow: FileBytes, base: number, version: number): OpenedFile {
  const start = narrow.cursor(9, 3, WHAT);
  const widths = widthsOf(start.u8(), start.u8(), source.name);
  const flags = start.u8();
  const file = new FileBytes(source, base, widths);
  const cursor = file.checked(0, 12 + 4 * widths.address + 4, WHAT);
  cursor.skip(12 + widths.address);
  const extension = cursor.address();
  const end = cursor.definedAddress();
  if (version === 3 && (flags & WRITE_FLAGS) !== 0) throw leftOpen(source.name);
  requireLength(source, end);
  if (extension !== undefined) requireNoImage(file, extension);
  return { file, root: cursor.definedAddress() };
}

function widthsOf(address: number, length: number, name: string): Widths {
  const known = [2, 4, 8];
  if (known.includes(address) && known.includes(length)) return { address, length };
  throw damaged(name, WHAT, `addresses of ${address} and lengths of ${length} bytes`);
}

function requireLength(source: ByteSource, end: number): void {
  if (source.size < end) throw damaged(source.name, `an HDF5 file of ${end} bytes`, `only ${source.size} bytes`);
}

function leftOpen(where: string): DataError {
  return new DataError({
    where,
    expected: 'a file that is closed',
    found: 'one that a program has open for writing, or did not close',
    remedy: `End that program. If it ended without closing the file, "h5clear -s ${where}" clears the mark.`,
  });
}

function requireNoImage(file: FileBytes, extension: number): void {
  const messages = readObjectHeader(file, extension, 'an extension of the superblock');
  if (!messages.some(({ type }) => type === CACHE_IMAGE)) return;
  throw new DataError({
    where: file.name,
    expected: 'a directory at its address',
    found: 'an image of the cache of the program that wrote the file',
    remedy: 'Copy the file with h5repack.',
  });
}

/** HDF5 looks for its signature at byte 0, 512, 1024, 2048 …: a file may begin with a user block. */
function findSignature(source: ByteSource): number {
  const found = new Uint8Array(SIGNATURE.length);
  for (let at = 0; at + SIGNATURE.length <= source.size; at = Math.max(512, at * 2)) {
    source.readAt(at, found);
    if (SIGNATURE.every((byte, i) => found[i] === byte)) return at;
  }
  const start = new Uint8Array(Math.min(16, source.size));
  source.readAt(0, start);
  const printable = [...start].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
  throw new DataError({
    where: source.name,
    expected: 'an HDF5 file',
    found: source.size === 0 ? 'an empty file' : `a file that begins with "${printable}"`,
    remedy: 'If it was downloaded, the server may have sent a web page or an archive instead: open it to see.',
  });
}
