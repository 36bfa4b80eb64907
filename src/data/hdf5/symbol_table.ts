import { walkTree } from './btree_v1.ts';
import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';
import type { Link } from './link_message.ts';

const WHAT = 'a directory of datasets';
const GROUP_NODES = 0;
/** What an entry caches if it is a soft link. */
const SOFT_LINK = 2;

/** The links of a group of the older format, which h5py writes by default: a tree of names stored in a heap. */
export function readSymbolTable(file: FileBytes, message: Cursor): Map<string, Link> {
  const [tree, heap] = [message.definedAddress(), message.definedAddress()];
  const names = readHeap(file, heap);
  const links = new Map<string, Link>();
  walkTree(file, { address: tree, type: GROUP_NODES, keyBytes: file.widths.length, what: WHAT }, (_, node) => {
    for (const [name, link] of readNode(file, node, names)) links.set(name, link);
  });
  return links;
}

function readHeap(file: FileBytes, address: number): Cursor {
  const header = file.cursor(address, 8 + 2 * file.widths.length + file.widths.address, WHAT);
  header.signature('HEAP');
  header.version(0);
  header.skip(3);
  const size = header.length();
  header.skip(file.widths.length);
  return file.cursor(header.definedAddress(), size, WHAT);
}

function readNode(file: FileBytes, address: number, heap: Cursor): [string, Link][] {
  const header = file.cursor(address, 8, WHAT);
  header.signature('SNOD');
  header.version(1);
  header.skip(1);
  const count = header.u16();
  const { widths } = file;
  const entries = file.cursor(address + 8, count * (2 * widths.address + 24), WHAT);
  const textAt = (offset: number) => {
    heap.at = 0;
    heap.skip(offset);
    return heap.text();
  };
  return Array.from({ length: count }, () => {
    const name = textAt(entries.unsigned(widths.address));
    const address = entries.address();
    const kind = entries.u32();
    entries.skip(4);
    const path = entries.u32();
    entries.skip(12);
    if (kind === SOFT_LINK) return [name, { kind: 'path', path: textAt(path) }];
    if (address === undefined) throw entries.fail('a name without an object');
    return [name, { kind: 'object', address }];
  });
}
