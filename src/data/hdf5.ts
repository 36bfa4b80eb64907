import type { ByteSource } from './byte_source.ts';
import { readGroup } from './hdf5/group.ts';
import { openFile } from './hdf5/superblock.ts';
import { Hdf5Dataset, isDataset } from './hdf5_dataset.ts';

/** An HDF5 file open for reading. */
export interface Hdf5File {
  readonly name: string;
  /** Names of the objects at the root, in alphabetical order. */
  readonly names: readonly string[];
  /** @throws DataError when the dataset does not exist, or its filters cannot be undone */
  dataset(name: string): Hdf5Dataset;
  /** Whether a name refers to a dataset, not to a group. */
  isDataset(name: string): boolean;
  /** Closes the file and its source. Reading from a dataset afterwards throws a `DataError`. */
  close(): void;
}

/**
 * Opens an HDF5 file, reading only its directory. The file takes ownership of `source` and closes it, also when opening
 * fails.
 * @throws DataError when the file is not HDF5, truncated or damaged
 */
export async function openHdf5(source: ByteSource): Promise<Hdf5File> {
  try {
    const { file, root } = openFile(source);
    const links = readGroup(file, root);
    let closed = false;
    const open = { file, root, links, isClosed: () => closed };
    return {
      name: source.name,
      names: [...links.keys()].sort(),
      dataset: (name) => new Hdf5Dataset(open, name),
      isDataset: (name) => isDataset(open, name),
      close() {
        if (!closed) source.close();
        closed = true;
      },
    };
  } catch (error) {
    source.close();
    throw error;
  }
}
