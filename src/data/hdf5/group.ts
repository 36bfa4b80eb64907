import { DataError } from '../../errors.ts';
import { walkRecords } from './btree_v2.ts';
import { damaged } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';
import { FractalHeap } from './fractal_heap.ts';
import { type Link, readLink } from './link_message.ts';
import { findMessage, readObjectHeader } from './object_header.ts';
import { readSymbolTable } from './symbol_table.ts';

const WHAT = 'a directory of datasets';

const LINK_INFO = 0x02;
const LINK = 0x06;
const SYMBOL_TABLE = 0x11;

/** Records of the tree that finds links by the hash of their names. */
const NAME_RECORDS = 5;
/** Soft links to soft links: more than this is a cycle. */
const MOST_PATHS = 16;

/** The links of a group, by name. @throws DataError when the object at `address` is not a group, or is damaged */
export function readGroup(file: FileBytes, address: number): Map<string, Link> {
  const messages = readObjectHeader(file, address, WHAT);
  const table = findMessage(file, messages, SYMBOL_TABLE);
  if (table !== undefined) return readSymbolTable(file, table);
  const info = findMessage(file, messages, LINK_INFO);
  if (info === undefined) throw damaged(file.name, WHAT, 'something else');
  const links = new Map(messages.filter(({ type }) => type === LINK).map(({ body }) => readLink(body)));
  info.version(0);
  if (info.u8() & 0x01) info.skip(8);
  const [heapAddress, tree] = [info.address(), info.address()];
  if (heapAddress === undefined || tree === undefined) return links;
  const heap = new FractalHeap(file, heapAddress);
  walkRecords(file, tree, NAME_RECORDS, WHAT, (record) => {
    record.skip(4);
    const [name, link] = readLink(heap.object(record));
    links.set(name, link);
  });
  return links;
}

/** Whether an object is a group. */
export function isGroup(file: FileBytes, address: number): boolean {
  const types = readObjectHeader(file, address, WHAT).map(({ type }) => type);
  return types.includes(SYMBOL_TABLE) || types.includes(LINK_INFO);
}

/**
 * The object at a path, through groups and soft links.
 * @returns its address, or `undefined` if it does not exist
 * @throws DataError when the path leads out of the file, or in a cycle
 */
export function findObject(file: FileBytes, root: number, path: string): number | undefined {
  let followed = 0;
  const find = (from: number, names: readonly string[]): number | undefined => {
    let at = from;
    for (const name of names) {
      if (name === '' || name === '.') continue;
      if (!isGroup(file, at)) return undefined;
      const link = readGroup(file, at).get(name);
      if (link === undefined) return undefined;
      if (link.kind === 'elsewhere') throw leadsOut(file.name, path, link.found);
      if (link.kind === 'path' && ++followed > MOST_PATHS) throw leadsOut(file.name, path, 'soft links in a cycle');
      const next =
        link.kind === 'object' ? link.address : find(link.path.startsWith('/') ? root : at, link.path.split('/'));
      if (next === undefined) return undefined;
      at = next;
    }
    return at;
  };
  return find(root, path.split('/'));
}

function leadsOut(where: string, path: string, found: string): DataError {
  const name = path.replace(/^\/+/, '');
  const remedy = 'Copy the dataset into this file: other files are not read.';
  return new DataError({ where, expected: `a dataset ${name}`, found, remedy });
}
