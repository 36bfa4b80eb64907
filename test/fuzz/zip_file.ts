import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../src/tensor_files/crc32.ts';

/** An entry of a zip file, whose headers may claim what they like. */
export interface ZipEntry {
  readonly name: string;
  /** As it lies in the file. */
  readonly stored: Uint8Array;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  /** Bytes when unpacked, as the headers claim. */
  readonly size: number;
  readonly crc: number;
}

/** An honest entry. */
export function zipEntry(name: string, content: Uint8Array, deflated: boolean): ZipEntry {
  const stored = deflated ? deflateRawSync(content) : content;
  return { name, stored, method: deflated ? 8 : 0, size: content.length, crc: crc32(content) };
}

/** A record of little-endian fields, each a number and its width in bytes. */
function record(fields: readonly (readonly [value: number, width: 2 | 4])[]): Buffer {
  const bytes = Buffer.alloc(fields.reduce((length, [, width]) => length + width, 0));
  let at = 0;
  for (const [value, width] of fields) at = bytes.writeUIntLE(value, at, width);
  return bytes;
}

/** A zip file (PKWARE APPNOTE 4.3): local headers with their data, central directory, its end. */
export function zipOf(entries: readonly ZipEntry[]): Uint8Array {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, stored, method, size, crc } of entries) {
    const text = Buffer.from(name);
    const common = [
      [20, 2],
      [0, 2],
      [method, 2],
      [0, 4],
      [crc, 4],
      [stored.length, 4],
      [size, 4],
      [text.length, 2],
      [0, 2],
    ] as const;
    const local = record([[0x04034b50, 4], ...common]);
    directory.push(record([[0x02014b50, 4], [20, 2], ...common, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), text);
    parts.push(local, text, stored);
    offset += local.length + text.length + stored.length;
  }
  const size = directory.reduce((length, part) => length + part.length, 0);
  const end = record([
    [0x06054b50, 4],
    [0, 4],
    [entries.length, 2],
    [entries.length, 2],
    [size, 4],
    [offset, 4],
    [0, 2],
  ]);
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]));
}
