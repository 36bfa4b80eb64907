import type { ByteSource } from './byte_source.ts';
import type { H5Module } from './hdf5_module.ts';

/** The corner of Emscripten's file system that a file system of one's own has to deal with. */
interface VirtualFileSystem {
  mkdir(path: string): void;
  rmdir(path: string): void;
  mount(type: { mount(): VirtualNode }, options: object, mountpoint: string): void;
  unmount(mountpoint: string): void;
  createNode(parent: VirtualNode | null, name: string, mode: number): VirtualNode;
  readonly ErrnoError: new (errno: number) => Error;
}

interface VirtualNode {
  readonly id: number;
  readonly mode: number;
  node_ops: { getattr(node: VirtualNode): object; lookup?(): never };
  stream_ops: {
    read?(stream: VirtualStream, heap: Int8Array, offset: number, length: number, position: number): number;
    llseek?(stream: VirtualStream, offset: number, whence: number): number;
  };
}

interface VirtualStream {
  readonly position: number;
}

export interface Mounted {
  /** Path of the file inside the HDF5 module. */
  readonly path: string;
  unmount(): void;
  /** What `source` threw since last asked, if it did. */
  takeFault(): unknown;
}

const DIRECTORY = 0o040555;
const READ_ONLY_FILE = 0o100444;
const INVALID_ARGUMENT = 28;
const INPUT_OUTPUT = 29;
const NO_SUCH_FILE = 44;

let mountCount = 0;

/**
 * Shows `source` to the HDF5 library as a read-only file whose bytes are fetched when HDF5 asks for them. One file
 * system of forty lines stands for Emscripten's three (WORKERFS for dropped files, NODEFS for paths, MEMFS for memory),
 * so that Node and the browser run the same library over the same code.
 */
export function mountSource(module: H5Module, source: ByteSource): Mounted {
  const files = module.FS as unknown as VirtualFileSystem;
  const directory = `/source${mountCount++}`;
  const name = 'file.h5';
  let fault: unknown;
  const readAt = (position: number, into: Uint8Array) => {
    try {
      return source.readAt(position, into);
    } catch (error) {
      // HDF5 must see an error of its own: any other would leave its frames without clearing up.
      fault = error;
      throw new files.ErrnoError(INPUT_OUTPUT);
    }
  };
  files.mkdir(directory);
  files.mount({ mount: () => createTree(files, name, { ...source, readAt }) }, {}, directory);
  return {
    path: `${directory}/${name}`,
    unmount() {
      files.unmount(directory);
      files.rmdir(directory);
    },
    takeFault() {
      const taken = fault;
      fault = undefined;
      return taken;
    },
  };
}

function createTree(files: VirtualFileSystem, name: string, source: ByteSource): VirtualNode {
  const root = files.createNode(null, '/', DIRECTORY);
  root.node_ops = {
    getattr: (node) => attributes(node, 0),
    lookup() {
      throw new files.ErrnoError(NO_SUCH_FILE);
    },
  };
  root.stream_ops = {};
  const file = files.createNode(root, name, READ_ONLY_FILE);
  file.node_ops = { getattr: (node) => attributes(node, source.size) };
  file.stream_ops = {
    read: (_, heap, offset, length, position) =>
      source.readAt(position, new Uint8Array(heap.buffer, heap.byteOffset + offset, length)),
    llseek(stream, offset, whence) {
      const origin = [0, stream.position, source.size][whence] ?? 0;
      if (origin + offset < 0) throw new files.ErrnoError(INVALID_ARGUMENT);
      return origin + offset;
    },
  };
  return root;
}

function attributes(node: VirtualNode, size: number): object {
  const never = new Date(0);
  const times = { atime: never, mtime: never, ctime: never };
  const owner = { dev: 1, nlink: 1, uid: 0, gid: 0, rdev: 0 };
  return { ...owner, ...times, ino: node.id, mode: node.mode, size, blksize: 4096, blocks: Math.ceil(size / 4096) };
}
