import { lookup3 } from './checksum.ts';

/** A dataset to be written: numbers in row-major order. */
export interface ToWrite {
  readonly data: Int32Array | Float32Array;
  readonly shape: readonly number[];
  /** Attributes, by name. */
  readonly attributes?: Readonly<Record<string, string>>;
}

const SUPERBLOCK_BYTES = 48;
const NOWHERE = [255, 255, 255, 255, 255, 255, 255, 255];

/** Message types in an object header. */
const DATASPACE = 0x01;
const LINK_INFO = 0x02;
const DATATYPE = 0x03;
const FILL_VALUE = 0x05;
const LINK = 0x06;
const LAYOUT = 0x08;
const GROUP_INFO = 0x0a;
const ATTRIBUTE = 0x0c;

/** Byte order, padding and sign, size, place and width of the bits; of floats also those of exponent and significand. */
const INT32 = [0x10, 0x08, 0, 0, 4, 0, 0, 0, 0, 0, 32, 0];
const FLOAT32 = [0x11, 0x20, 31, 0, 4, 0, 0, 0, 0, 0, 32, 0, 23, 8, 0, 23, 127, 0, 0, 0];

/**
 * An HDF5 file of contiguous, uncompressed datasets, in the format of HDF5 1.8 and later. Names must be short and ASCII.
 */
export function writeHdf5(datasets: Readonly<Record<string, ToWrite>>): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(datasets);
  // Lengths do not depend on addresses: a first pass without them finds the place of everything.
  const headerBytes = entries.map(([, dataset]) => datasetHeader(dataset, 0).length);
  const root = SUPERBLOCK_BYTES;
  let end = root + groupHeader(entries.map(([name]) => [name, 0])).length;
  const headers = headerBytes.map((bytes) => reserve(bytes));
  const places = entries.map(([, { data }]) => reserve(data.byteLength));
  const file = new Uint8Array(end);
  file.set(superblock(root, end));
  file.set(groupHeader(entries.map(([name], i) => [name, headers[i] ?? 0])), root);
  entries.forEach(([, dataset], i) => {
    const { data } = dataset;
    file.set(datasetHeader(dataset, places[i] ?? 0), headers[i]);
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), places[i]);
  });
  return file;

  function reserve(bytes: number): number {
    const at = Math.ceil(end / 8) * 8;
    end = at + bytes;
    return at;
  }
}

function superblock(root: number, end: number): number[] {
  const [version, addressBytes, lengthBytes, flags] = [2, 8, 8, 0];
  const signature = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];
  return withChecksum([
    ...[...signature, version, addressBytes, lengthBytes, flags],
    ...[...wide(0), ...NOWHERE, ...wide(end), ...wide(root)],
  ]);
}

/** A group: the names of its datasets, and the addresses of their headers. */
function groupHeader(links: readonly (readonly [name: string, address: number])[]): number[] {
  return objectHeader([
    [LINK_INFO, [0, 0, ...NOWHERE, ...NOWHERE]],
    [GROUP_INFO, [0, 0]],
    ...links.map(([name, address]): [number, number[]] => {
      const letters = [...new TextEncoder().encode(name)];
      return [LINK, [1, 0, letters.length, ...letters, ...wide(address)]];
    }),
  ]);
}

function datasetHeader({ data, shape, attributes = {} }: ToWrite, address: number): number[] {
  const simple = 1;
  const contiguous = 1;
  const neverFilled = 0x0a;
  return objectHeader([
    [DATASPACE, [2, shape.length, 0, simple, ...shape.flatMap(wide)]],
    [DATATYPE, data instanceof Float32Array ? FLOAT32 : INT32],
    [FILL_VALUE, [3, neverFilled]],
    [LAYOUT, [3, contiguous, ...(data.length === 0 ? NOWHERE : wide(address)), ...wide(data.byteLength)]],
    ...Object.entries(attributes).map(([name, text]): [number, number[]] => [ATTRIBUTE, attribute(name, text)]),
  ]);
}

/** A fixed-length UTF-8 string. */
function attribute(name: string, text: string): number[] {
  const [version, flags, utf8] = [3, 0, 1];
  const letters = [...new TextEncoder().encode(name), 0];
  const content = [...new TextEncoder().encode(text), 0];
  const type = [0x13, 0x10, 0, 0, ...littleEndian(content.length, 4)];
  const single = [2, 0, 0, 0];
  const sizes = [letters, type, single].flatMap((part) => littleEndian(part.length, 2));
  return [version, flags, ...sizes, utf8, ...letters, ...type, ...single, ...content];
}

function objectHeader(messages: readonly (readonly [type: number, body: readonly number[]])[]): number[] {
  const content = messages.flatMap(([type, body]) => [type, ...littleEndian(body.length, 2), 0, ...body]);
  const [version, fourBytesOfLength] = [2, 0x02];
  const letters = [...new TextEncoder().encode('OHDR')];
  return withChecksum([...letters, version, fourBytesOfLength, ...littleEndian(content.length, 4), ...content]);
}

function withChecksum(bytes: readonly number[]): number[] {
  return [...bytes, ...littleEndian(lookup3(Uint8Array.from(bytes)), 4)];
}

function wide(value: number): number[] {
  return littleEndian(value, 8);
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** i) % 256);
}
