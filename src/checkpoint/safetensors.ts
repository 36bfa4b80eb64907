import { fromBfloat16, fromFloat16 } from '../half.ts';
import { sizeOf, type Tensor, type TensorData } from '../tensor.ts';
import { crc32 } from './crc32.ts';
import { damaged, type JsonRecord, listOf, naturalOf, parseJson, recordOf, stringOf } from './json.ts';

/**
 * The safetensors format (github.com/huggingface/safetensors): eight bytes with the length of a JSON header as a
 * little-endian integer; the header with each tensor's dtype, shape and `data_offsets`, and strings in `__metadata__`;
 * then the tensors' bytes, row-major and little-endian, without gaps. Typed arrays are little-endian wherever
 * JavaScript runs today.
 */
export interface TensorFile {
  readonly tensors: Readonly<Record<string, Tensor>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether the file has our checksum, which then was right. */
  readonly verified: boolean;
}

/** The reference implementation's bound. */
const LONGEST_HEADER = 100_000_000;
const METADATA = '__metadata__';
/** Our files begin so; eight hexadecimal digits follow: CRC-32 of the whole file with zeros in their place. */
const CHECKSUM_AT = new TextEncoder().encode(`12345678{"${METADATA}":{"fourgate_crc32":"`).length;
const CHECKSUM_KEY = 'fourgate_crc32';
const NO_CHECKSUM = '00000000';

const READERS: Readonly<Record<string, { bytes: number; read: (data: ArrayBuffer) => TensorData }>> = {
  F64: { bytes: 8, read: (data) => new Float64Array(data) },
  F32: { bytes: 4, read: (data) => new Float32Array(data) },
  F16: { bytes: 2, read: (data) => fromFloat16(new Uint16Array(data)) },
  BF16: { bytes: 2, read: (data) => fromBfloat16(new Uint16Array(data)) },
  I32: { bytes: 4, read: (data) => new Int32Array(data) },
};

function dtypeOf(data: TensorData): string {
  if (data instanceof Float64Array) return 'F64';
  return data instanceof Float32Array ? 'F32' : 'I32';
}

/** A file of these tensors and strings, each tensor at a multiple of its element size, with a checksum over everything. */
export function writeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  // Longest elements first: so all are aligned although there may be no gaps.
  const entries = Object.entries(tensors).sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = { [METADATA]: { [CHECKSUM_KEY]: NO_CHECKSUM, ...metadata } };
  let length = 0;
  for (const [name, { shape, data }] of entries) {
    header[name] = { dtype: dtypeOf(data), shape, data_offsets: [length, length + data.byteLength] };
    length += data.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + headerLength + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.fill(0x20, 8, 8 + headerLength);
  file.set(text, 8);
  let position = 8 + headerLength;
  for (const [, { data }] of entries) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), position);
    position += data.byteLength;
  }
  file.set(new TextEncoder().encode(hexadecimal(crc32(file))), CHECKSUM_AT);
  return file;
}

/**
 * Reads a file of floats (F64, F32, F16, BF16) and integers (I32); halves come as float32.
 * @param where what a person calls the file, for messages
 * @throws CheckpointError when it is cut short or altered, its header is no header, or tensors overlap, leave gaps, end
 * beyond the file or are of another type
 */
export function readSafetensors(bytes: Uint8Array, where: string): TensorFile {
  const header = readHeader(bytes, where);
  const data = bytes.subarray(8 + header.length);
  const tensors: Record<string, Tensor> = Object.create(null);
  let end = 0;
  for (const { name, dtype, shape, begin, after } of placesOf(header.content, where)) {
    const place = `${where}: ${name}`;
    if (begin !== end) damaged(place, `data from byte ${end} on, where the tensor before it ends`, `byte ${begin}`);
    const reader = READERS[dtype];
    if (!reader) return damaged(place, `one of the types ${Object.keys(READERS).join(', ')}`, dtype);
    const size = sizeOf(shape) * reader.bytes;
    if (after - begin !== size) {
      damaged(place, `${size} bytes for ${dtype} of shape (${shape.join(', ')})`, `${after - begin}`);
    }
    if (after > data.length) {
      damaged(place, `${after} bytes of data`, `${data.length}: the file is cut short`);
    }
    // Not slice(): of Node's Buffer, which readFile gives, that is a view into a larger one.
    tensors[name] = { shape, data: reader.read(new Uint8Array(data.subarray(begin, after)).buffer) };
    end = after;
  }
  if (end !== data.length) damaged(where, `${end} bytes of data, as its header says`, `${data.length}`);
  return { tensors, metadata: metadataOf(header.content, where), verified: verify(bytes, where) };
}

function readHeader(bytes: Uint8Array, where: string): { readonly length: number; readonly content: JsonRecord } {
  if (bytes.length < 10) damaged(where, 'a safetensors file', `${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const room = Math.min(bytes.length - 8, LONGEST_HEADER);
  if (length < 2 || length > room) damaged(`${where}: length of the header`, `2 to ${room} bytes`, String(length));
  const text = bytes.subarray(8, 8 + length);
  if (text[0] !== 0x7b) damaged(`${where}: header`, 'JSON that begins with {', `byte ${text[0]}`);
  const header = `${where}: header`;
  return { length, content: recordOf(header, parseJson(header, new TextDecoder().decode(text))) };
}

/** All tensors in the order in which their data lie. */
function placesOf(header: JsonRecord, where: string) {
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  const places = entries.map(([name, value]) => {
    const place = `${where}: ${name}`;
    const entry = recordOf(place, value);
    const [begin, after, ...more] = listOf(`${place}: data_offsets`, entry.data_offsets, naturalOf);
    if (begin === undefined || after === undefined || more.length > 0 || after < begin) {
      return damaged(`${place}: data_offsets`, 'two rising offsets', JSON.stringify(entry.data_offsets));
    }
    const shape = listOf(`${place}: shape`, entry.shape, naturalOf);
    return { name, dtype: stringOf(`${place}: dtype`, entry.dtype), shape, begin, after };
  });
  return places.sort((a, b) => a.begin - b.begin || a.after - b.after);
}

function metadataOf(header: JsonRecord, where: string): Record<string, string> {
  const metadata: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(recordOf(where, header[METADATA] ?? {}))) {
    if (name !== CHECKSUM_KEY) metadata[name] = stringOf(`${where}: metadata ${name}`, value);
  }
  return metadata;
}

function verify(bytes: Uint8Array, where: string): boolean {
  const ascii = (start: number, end: number) => new TextDecoder().decode(bytes.subarray(start, end));
  if (ascii(8, CHECKSUM_AT) !== `{"${METADATA}":{"${CHECKSUM_KEY}":"`) return false;
  const told = ascii(CHECKSUM_AT, CHECKSUM_AT + 8);
  const before = crc32(bytes.subarray(0, CHECKSUM_AT));
  const zeros = crc32(new TextEncoder().encode(NO_CHECKSUM), before);
  const found = hexadecimal(crc32(bytes.subarray(CHECKSUM_AT + 8), zeros));
  return found === told || damaged(where, `the checksum ${told}`, `${found}: the file was altered`);
}

const hexadecimal = (word: number) => word.toString(16).padStart(8, '0');
