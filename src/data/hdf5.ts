import { DataError } from '../errors.ts';
import type { ByteSource } from './byte_source.ts';
import { Hdf5Dataset, type OpenFile } from './hdf5_dataset.ts';
import { type H5Module, hdf5Module, innermostReason } from './hdf5_module.ts';
import { type Mounted, mountSource } from './hdf5_mount.ts';

/** An HDF5 file open for reading. */
export interface Hdf5File {
  readonly name: string;
  /** Names of what lies at the root. */
  readonly names: readonly string[];
  /** @throws DataError when there is no such dataset, or its type or filters cannot be read */
  dataset(name: string): Hdf5Dataset;
  /** Closes the file and its source. Reading from a dataset afterwards is a `DataError`. */
  close(): void;
}

const SIGNATURE = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/**
 * Opens an HDF5 file without reading more of it than its directory. The file takes over `source` and closes it, also
 * when opening fails.
 * @throws DataError when it is no HDF5 file, is truncated or damaged
 */
export async function openHdf5(source: ByteSource): Promise<Hdf5File> {
  try {
    requireSignature(source);
    const { module } = await hdf5Module();
    return openMounted(module, source);
  } catch (error) {
    source.close();
    throw error;
  }
}

function openMounted(module: H5Module, source: ByteSource): Hdf5File {
  const mounted = mountSource(module, source);
  let id: bigint | undefined;
  const closeAll = () => {
    if (id !== undefined) module.close_file(id);
    mounted.unmount();
  };
  try {
    const opened = openId(module, mounted, source);
    id = opened;
    const names = callHdf5(mounted, source.name, 'a directory of datasets', () => module.get_names(opened, '/', false));
    let open = true;
    let failure: unknown;
    const file: OpenFile = {
      module,
      id: opened,
      name: source.name,
      names,
      call(where, expected, act) {
        if (!open) throw new DataError({ where, expected: 'an open file', found: 'a file that was closed' });
        // After a failed read HDF5 keeps the unread buffer and would hand out zeros next time.
        if (failure !== undefined) throw failure;
        try {
          return callHdf5(mounted, where, expected, act);
        } catch (error) {
          failure = error;
          throw error;
        }
      },
    };
    return {
      name: source.name,
      names,
      dataset: (name) => new Hdf5Dataset(file, name),
      close() {
        if (!open) return;
        open = false;
        closeAll();
        source.close();
      },
    };
  } catch (error) {
    closeAll();
    throw error;
  }
}

function openId(module: H5Module, mounted: Mounted, source: ByteSource): bigint {
  try {
    return module.open(mounted.path, module.H5F_ACC_RDONLY, false, -1, -1);
  } catch (cause) {
    const fault = mounted.takeFault();
    if (fault !== undefined) throw fault;
    const reason = innermostReason(cause);
    const stored = /stored_eof = (\d+)/.exec(reason)?.[1];
    const expected = stored === undefined ? 'a whole HDF5 file' : `an HDF5 file of ${stored} bytes`;
    const found =
      stored === undefined ? `${source.size} bytes that HDF5 refuses: ${reason}` : `only ${source.size} bytes`;
    throw new DataError({ where: source.name, expected, found, remedy: FETCH_AGAIN }, { cause });
  }
}

/** Runs one call into HDF5; what it throws becomes a `DataError` with the innermost reason. */
function callHdf5<T>(mounted: Mounted, where: string, expected: string, act: () => T): T {
  try {
    return act();
  } catch (cause) {
    const fault = mounted.takeFault();
    if (fault !== undefined) throw fault;
    throw new DataError({ where, expected, found: innermostReason(cause), remedy: FETCH_AGAIN }, { cause });
  }
}

const FETCH_AGAIN = 'The file is truncated or damaged: fetch it again.';

/** HDF5 looks for its signature at byte 0, 512, 1024, 2048 …: a file may begin with a block of its user's own. */
function requireSignature(source: ByteSource): void {
  const found = new Uint8Array(SIGNATURE.length);
  for (let at = 0; at + SIGNATURE.length <= source.size; at = Math.max(512, at * 2)) {
    source.readAt(at, found);
    if (SIGNATURE.every((byte, i) => found[i] === byte)) return;
  }
  const start = new Uint8Array(Math.min(16, source.size));
  source.readAt(0, start);
  const printable = [...start].map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.')).join('');
  throw new DataError({
    where: source.name,
    expected: 'an HDF5 file',
    found: source.size === 0 ? 'an empty file' : `a file that begins with "${printable}"`,
    remedy: 'If it was downloaded, the server may have sent a web page or an archive instead: look into it.',
  });
}
