import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';

/** A version 1 B-tree, which indexes the names of a group or the chunks of a dataset. */
export interface Tree {
  readonly address: number;
  /** What it indexes: 0 the names of a group, 1 the chunks of a dataset. */
  readonly type: number;
  readonly keyBytes: number;
  /** Name of the tree in messages. */
  readonly what: string;
}

/** Calls `visit` for every leaf entry in order, with its key and its address. */
export function walkTree(file: FileBytes, tree: Tree, visit: (key: Cursor, address: number) => void): void {
  const seen = new Set<number>();
  const walk = (address: number, expectedLevel?: number) => {
    const head = file.cursor(address, 8 + 2 * file.widths.address, tree.what);
    head.signature('TREE');
    head.version(tree.type);
    const level = head.u8();
    if (seen.has(address) || level !== (expectedLevel ?? level)) throw head.fail('an inconsistent tree');
    seen.add(address);
    const count = head.u16();
    const entryBytes = tree.keyBytes + file.widths.address;
    const entries = file.cursor(address + head.bytes.length, count * entryBytes, tree.what);
    for (let i = 0; i < count; i++) {
      const key = entries.sub(tree.keyBytes);
      const child = entries.definedAddress();
      if (level === 0) visit(key, child);
      else walk(child, level - 1);
    }
  };
  walk(tree.address);
}
