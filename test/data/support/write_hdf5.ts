import type { File } from 'h5wasm';
import { hdf5Module } from './hdf5_module.ts';

type Numbers =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

export interface DatasetToWrite {
  readonly data: Numbers | string;
  readonly shape: readonly number[];
  /** Rows and columns a chunk; contiguous without. */
  readonly chunks?: readonly number[];
  readonly gzip?: boolean;
  /** Another filter of HDF5's own, in place of gzip: bytes put in another order, or a checksum for each chunk. */
  readonly filter?: 'shuffle' | 'fletcher32';
  /** How far each axis may grow, `null` without a limit. */
  readonly maxshape?: readonly (number | null)[];
}

/** Their numbers and parameters, as HDF5 has them. */
const filters = {
  shuffle: { compression: 2, compression_opts: [] },
  fletcher32: { compression: 3, compression_opts: [] },
};

/** Versions of HDF5 whose formats a file may use, from the oldest to the newest. */
export type Formats = readonly [oldest: 'earliest' | 'v108' | 'v110' | 'latest', newest: 'latest'];

let written = 0;

interface WriteOptions {
  /** An empty group for each. */
  readonly groups?: readonly string[];
  /** The format of 1998, which h5py still writes: its object headers have no checksums, so a test can tamper with them. */
  readonly old?: boolean;
  readonly formats?: Formats;
  /** Whatever else shall be in the file. */
  readonly change?: (file: File) => void;
  /** Takes the bytes while the file is still open for writing. */
  readonly leftOpen?: boolean;
}

/** The bytes of an HDF5 file with these datasets, as the HDF5 library writes it. */
export async function hdf5Bytes(
  datasets: Readonly<Record<string, DatasetToWrite>>,
  { groups = [], old = false, formats, change, leftOpen = false }: WriteOptions = {},
): Promise<Uint8Array> {
  const { h5wasm, module } = await hdf5Module();
  const path = `/written${written++}.h5`;
  const libver = formats ?? (old ? (['earliest', 'latest'] as const) : undefined);
  const file = new h5wasm.File(path, 'w', libver ? { libver: [...libver] } : {});
  for (const [name, { data, shape, chunks, gzip, filter, maxshape }] of Object.entries(datasets)) {
    const layout = { ...(chunks && { chunks: [...chunks] }), ...(maxshape && { maxshape: [...maxshape] }) };
    const packed = filter ? filters[filter] : gzip ? { compression: 9 } : {};
    file.create_dataset({ name, data, shape: [...shape], ...layout, ...packed });
  }
  for (const group of groups) file.create_group(group);
  change?.(file);
  if (leftOpen) file.flush();
  else file.close();
  const bytes = module.FS.readFile(path);
  if (leftOpen) file.close();
  module.FS.unlink(path);
  return bytes;
}

/** 64-bit little-endian bytes. */
export function wide(value: number | bigint): number[] {
  return [...new Uint8Array(BigUint64Array.of(BigInt(value)).buffer)];
}

/** Where the message begins that says that so many bytes of numbers lie one after the other; the format must be old. */
export function contiguousLayoutAt(bytes: Uint8Array, dataBytes: number): number {
  const size = wide(dataBytes);
  const [version, contiguous, addressBytes] = [3, 1, 8];
  const at = bytes.findIndex(
    (_, start) =>
      bytes[start] === version &&
      bytes[start + 1] === contiguous &&
      size.every((byte, i) => bytes[start + 2 + addressBytes + i] === byte),
  );
  if (at < 0) throw new Error(`no ${dataBytes} bytes that lie one after the other`);
  return at;
}

/** `bytes` with the first place where `pattern` stands overwritten by `replacement`. @throws when it stands nowhere */
export function tampered(bytes: Uint8Array, pattern: readonly number[], replacement: readonly number[]): Uint8Array {
  const at = bytes.findIndex((_, start) => pattern.every((byte, i) => bytes[start + i] === byte));
  if (at < 0) throw new Error(`no bytes ${pattern.join(' ')} to tamper with`);
  const copy = bytes.slice();
  copy.set(replacement, at);
  return copy;
}
