import type { ByteSource } from './byte_source.ts';
import { readGroup } from './hdf5/group.ts';
import { openFile } from './hdf5/superblock.ts';
import { Hdf5Dataset, isDataset } from './hdf5_dataset.ts';

/** An HDF5 file open for reading. */
export interface Hdf5File {
  readonly name: string;
  /** Names of what lies at the root, in alphabetical order. */
  readonly names: readonly string[];
  /** @throws DataError when there is no such dataset, or its filters cannot be undone */
  dataset(name: string): Hdf5Dataset;
  /** Whether a name stands for a dataset, and not for a group of them. */
  isDataset(name: string): boolean;
  /** Closes the file and its source. Reading from a dataset afterwards is a `DataError`. */
  close(): void;
}

/**
 * Opens an HDF5 file without reading more of it than its directory. The file takes over `source` and closes it, also
 * when opening fails.
 * @throws DataError when it is no HDF5 file, is truncated or damaged
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
