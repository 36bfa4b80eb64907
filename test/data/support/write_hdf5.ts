import { hdf5Module } from './hdf5_module.ts';

type Numbers = Int8Array | Uint16Array | Int32Array | BigInt64Array | Float32Array | Float64Array;

export interface DatasetToWrite {
  readonly data: Numbers | string;
  readonly shape: readonly number[];
  /** Rows and columns a chunk; contiguous without. */
  readonly chunks?: readonly number[];
  readonly gzip?: boolean;
}

let written = 0;

/**
 * The bytes of an HDF5 file with these datasets, and an empty group for each name in `groups`. `old` writes the format
 * of 1998, which h5py still writes: its object headers have no checksums, so that a test can tamper with them.
 */
export async function hdf5Bytes(
  datasets: Readonly<Record<string, DatasetToWrite>>,
  { groups = [] as readonly string[], old = false } = {},
): Promise<Uint8Array> {
  const { h5wasm, module } = await hdf5Module();
  const path = `/written${written++}.h5`;
  const file = new h5wasm.File(path, 'w', old ? { libver: ['earliest', 'latest'] } : {});
  for (const [name, { data, shape, chunks, gzip }] of Object.entries(datasets)) {
    const layout = chunks ? { chunks: [...chunks] } : {};
    file.create_dataset({ name, data, shape: [...shape], ...layout, ...(gzip ? { compression: 9 } : {}) });
  }
  for (const group of groups) file.create_group(group);
  file.close();
  const bytes = module.FS.readFile(path);
  module.FS.unlink(path);
  return bytes;
}

/** `bytes` with the first place where `pattern` stands overwritten by `replacement`. @throws when it stands nowhere */
export function tampered(bytes: Uint8Array, pattern: readonly number[], replacement: readonly number[]): Uint8Array {
  const at = bytes.findIndex((_, start) => pattern.every((byte, i) => bytes[start + i] === byte));
  if (at < 0) throw new Error(`no bytes ${pattern.join(' ')} to tamper with`);
  const copy = bytes.slice();
  copy.set(replacement, at);
  return copy;
}
