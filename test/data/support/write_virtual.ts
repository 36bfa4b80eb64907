import { contiguousLayoutAt, type DatasetToWrite, hdf5Bytes, wide } from './write_hdf5.ts';

/** What a virtual dataset takes from where: `from` of the dataset at `path` in `file` goes to `to`. */
export interface MappingToWrite {
  readonly file: string;
  readonly path: string;
  readonly from: readonly number[];
  readonly to: readonly number[];
}

const narrow = (value: number) => [...new Uint8Array(Uint32Array.of(value).buffer)];

/** All of a dataset. */
export const everything = [...narrow(3), ...narrow(1), ...narrow(0), ...narrow(0)];

/** Blocks by their first and last corners, as HDF5 1.10 writes them. */
export function blocks(
  ...corners: readonly (readonly [first: readonly number[], last: readonly number[]])[]
): number[] {
  const content = [
    ...narrow(corners[0]?.[0].length ?? 0),
    ...narrow(corners.length),
    ...corners.flat(2).flatMap(narrow),
  ];
  return [...narrow(2), ...narrow(1), ...narrow(0), ...narrow(content.length), ...content];
}

/** Blocks that repeat along each axis by start, stride, count and size, as HDF5 1.12 writes them. */
export function repeated(...axes: readonly (readonly [start: number, stride: number, count: number, size: number])[]) {
  const [regular, bytes] = [1, 4];
  return [...narrow(2), ...narrow(3), regular, bytes, ...narrow(axes.length), ...axes.flat().flatMap(narrow)];
}

/** As `repeated`, in 64 bits, as HDF5 1.10 writes what may grow; a count of −1 is without end. */
export function repeatedWide(...axes: readonly (readonly [number, number, number, number])[]): number[] {
  const wider = axes.flat().flatMap((value) => wide(BigInt.asUintN(64, BigInt(value))));
  return [...narrow(2), ...narrow(2), 1, ...narrow(4 + wider.length), ...narrow(axes.length), ...wider];
}

/**
 * An HDF5 file with `datasets` and the virtual dataset `name` of the given shape and zeros like those of `like`. h5wasm
 * can write none: a dataset of zeros is written, and where it lies is overwritten with the list of sources.
 */
export async function virtualBytes(
  datasets: Readonly<Record<string, DatasetToWrite>>,
  like: Exclude<DatasetToWrite['data'], string>,
  shape: readonly number[],
  mappings: readonly MappingToWrite[],
  name = 'x',
): Promise<Uint8Array> {
  const file = await hdf5Bytes({ [name]: { data: like, shape }, ...datasets }, { old: true });
  const heapAt = Math.ceil(file.length / 8) * 8;
  const heap = collection(listOf(mappings));
  const bytes = new Uint8Array(heapAt + heap.length);
  bytes.set(file);
  bytes.set(heap, heapAt);
  const [version, virtual, objectNumber] = [4, 3, 1];
  const layout = [version, virtual, ...wide(heapAt), ...narrow(objectNumber)];
  bytes.set(layout, contiguousLayoutAt(file, like.byteLength));
  return bytes;
}

function listOf(mappings: readonly MappingToWrite[]): number[] {
  const text = (letters: string) => [...new TextEncoder().encode(letters), 0];
  const entries = mappings.flatMap(({ file, path, from, to }) => [...text(file), ...text(path), ...from, ...to]);
  const [version, checksum] = [0, [0, 0, 0, 0]];
  return [version, ...wide(mappings.length), ...entries, ...checksum];
}

/** A collection of the global heap with one object. */
function collection(object: readonly number[]): number[] {
  const [objectNumber, references] = [1, 1];
  const padding = new Array<number>((8 - (object.length % 8)) % 8).fill(0);
  const content = [...[objectNumber, 0, references, 0, 0, 0, 0, 0], ...[...wide(object.length), ...object, ...padding]];
  return [...new TextEncoder().encode('GCOL'), 1, 0, 0, 0, ...wide(16 + content.length), ...content];
}
