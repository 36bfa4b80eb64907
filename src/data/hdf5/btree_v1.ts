import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';

/** A tree of version 1, which finds the names of a group or the chunks of a dataset. */
export interface Tree {
  readonly address: number;
  /** What it finds: 0 the names of a group, 1 the chunks of a dataset. */
  readonly type: number;
  readonly keyBytes: number;
  /** For messages. */
  readonly what: string;
}

/** Calls `visit` for every leaf's entry in order: its key, and the address that it leads to. */
export function walkTree(file: FileBytes, tree: Tree, visit: (key: Cursor, address: number) => void): void {
  const seen = new Set<number>();
  const walk = (address: number, expectedLevel?: number) => {
    const head = file.cursor(address, 8 + 2 * file.widths.address, tree.what);
    head.signature('TREE');
    head.version(tree.type);
    const level = head.u8();
    if (seen.has(address) || level !== (expectedLevel ?? level)) throw head.fail('a tree that is none');
    seen.add(address);
    const count = head.u16();
    const entryBytes = tree.keyBytes + file.widths.address;
    const entries = file.cursor(address + head.bytes.length, count * entryBytes, tree.what);
    for (let i = 0; i < count; i++) {
      const key = entries.sub(tree.keyBytes);
      const child = entries.somewhere();
      if (level === 0) visit(key, child);
      else walk(child, level - 1);
    }
  };
  walk(tree.address);
}
