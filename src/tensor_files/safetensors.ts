import type { Bytes } from '../platform.ts';
import { sizeOf, type Tensor, type TensorData } from '../tensor.ts';
import { crc32 } from './crc32.ts';
import { damaged, refused } from './json.ts';
import { NUMBER_TYPES } from './number_types.ts';
import { METADATA, metadataOf, placesOf, readHeader } from './safetensors_header.ts';
import type { StoredTensor, StoredTensors } from './stored.ts';

/**
 * The safetensors format (github.com/huggingface/safetensors): eight bytes with the length of a JSON header as a
 * little-endian integer; the header with each tensor's dtype, shape and `data_offsets`, and strings in `__metadata__`;
 * then the tensors' bytes, row-major and little-endian, without gaps.
 */
export interface TensorFile {
  readonly tensors: StoredTensors;
  readonly metadata: Readonly<Record<string, string>>;
  /** Whether the file has our checksum, which is then correct. */
  readonly verified: boolean;
}

/** Our files begin with this and eight hexadecimal digits: CRC-32 of the whole file with zeros in their place. */
const CHECKSUM_KEY = 'fourgate_crc32';
const BEGINNING = `{"${METADATA}":{"${CHECKSUM_KEY}":"`;
const CHECKSUM_AT = 8 + BEGINNING.length;
const NO_CHECKSUM = '00000000';

function dtypeOf(data: TensorData): string {
  if (data instanceof Float64Array) return 'F64';
  return data instanceof Float32Array ? 'F32' : 'I32';
}

/** A file of these tensors and strings, each tensor at a multiple of its element size, with a checksum over everything. */
export function writeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  metadata: Readonly<Record<string, string>> = {},
): Bytes {
  // Longest elements first, so that all are aligned without gaps.
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
 * The tensors and strings of a file. An unsupported type is an error only when its numbers are read.
 * @param where name of the file, for messages
 * @throws CheckpointError when it is truncated or altered, its header is invalid, or tensors overlap, leave gaps, end
 * beyond the file or share a name
 */
export function readSafetensors(bytes: Uint8Array, where: string): TensorFile {
  const header = readHeader(bytes, where);
  const data = bytes.subarray(8 + header.length);
  const tensors = new Map<string, StoredTensor>();
  let end = 0;
  for (const { name, dtype, shape, begin, after } of placesOf(header.content, where)) {
    const place = `${where}: ${name}`;
    if (begin !== end) damaged(place, `data from byte ${end} on, where the tensor before it ends`, `byte ${begin}`);
    const type = Object.hasOwn(NUMBER_TYPES, dtype) ? NUMBER_TYPES[dtype] : undefined;
    const size = type && sizeOf(shape) * type.bytes;
    if (size !== undefined && after - begin !== size) {
      damaged(place, `${size} bytes for ${dtype} of shape (${shape.join(', ')})`, `${after - begin}`);
    }
    if (after > data.length) damaged(place, `${after} bytes of data`, `${data.length}: the file is truncated`);
    // Not slice(): for Node's Buffer, which readFile returns, that is a view into a larger buffer.
    const numbers = () => new Uint8Array(data.subarray(begin, after)).buffer;
    const read = () => type?.read?.(numbers()) ?? new Int32Array();
    tensors.set(name, { shape, typeName: dtype, ...(type && { type }), read });
    end = after;
  }
  if (end !== data.length) damaged(where, `${end} bytes of data, as its header says`, `${data.length}`);
  const { [CHECKSUM_KEY]: _, ...metadata } = metadataOf(header.content, where);
  return { tensors, metadata, verified: verify(bytes, where) };
}

function verify(bytes: Uint8Array, where: string): boolean {
  const ascii = (start: number, end: number) => new TextDecoder().decode(bytes.subarray(start, end));
  if (ascii(8, CHECKSUM_AT) !== BEGINNING) return false;
  const recorded = ascii(CHECKSUM_AT, CHECKSUM_AT + 8);
  const before = crc32(bytes.subarray(0, CHECKSUM_AT));
  const zeros = crc32(new TextEncoder().encode(NO_CHECKSUM), before);
  const found = hexadecimal(crc32(bytes.subarray(CHECKSUM_AT + 8), zeros));
  if (found === recorded) return true;
  const remedy =
    'The file was altered: use another copy of it. ' +
    `If another program changed it on purpose, save it without ${CHECKSUM_KEY} in its metadata.`;
  return refused(where, `the checksum ${recorded}`, found, remedy);
}

const hexadecimal = (word: number) => word.toString(16).padStart(8, '0');
