import type { Cursor } from './cursor.ts';
import type { FileBytes } from './file_bytes.ts';

/** Signature, version, type and checksum of a node. */
const NODE_FRAME = 10;
/** Every level holds many times as many records as the one above. */
const MOST_LEVELS = 64;

/** Maximum records of a node of one level, and of a node with its descendants, and the widths of both numbers. */
interface Level {
  readonly most: number;
  readonly mostBelow: number;
  readonly countBytes: number;
  readonly belowBytes: number;
}

/**
 * Calls `visit` for every record of a version 2 B-tree, in no particular order.
 * @param type of its records: 5 names of a group, 10 chunks, 11 filtered chunks
 */
export function walkRecords(
  file: FileBytes,
  address: number,
  type: number,
  what: string,
  visit: (record: Cursor) => void,
): void {
  const { widths } = file;
  const header = file.checked(address, 16 + widths.address + 2 + widths.length + 4, what);
  header.signature('BTHD');
  header.version(0);
  header.version(type);
  const [nodeBytes, recordBytes, depth] = [header.u32(), header.u16(), header.u16()];
  header.skip(2);
  const root = header.address();
  const count = header.u16();
  if (root === undefined || count === 0) return;
  if (recordBytes === 0 || depth > MOST_LEVELS) throw header.fail(`${depth} levels of ${recordBytes} bytes`);
  const levels = levelsOf(depth, nodeBytes, recordBytes, widths.address);
  const seen = new Set<number>();

  const walk = (at: number, records: number, level: number) => {
    if (seen.has(at) || records > (levels[level]?.most ?? 0)) throw header.fail('an inconsistent tree');
    seen.add(at);
    const node = file.checked(at, nodeLength(records, level), what);
    node.signature(level === 0 ? 'BTLF' : 'BTIN');
    node.version(0);
    node.version(type);
    for (let i = 0; i < records; i++) visit(node.sub(recordBytes));
    if (level === 0) return;
    for (let i = 0; i <= records; i++) {
      const child = node.definedAddress();
      const childRecords = node.unsigned(levels[0]?.countBytes ?? 0);
      node.skip(pointerTail(level));
      walk(child, childRecords, level - 1);
    }
  };
  /** Bytes of the number of all records below a child, which leaves do not have. */
  const pointerTail = (level: number) => (level > 1 ? (levels[level - 1]?.belowBytes ?? 0) : 0);
  const nodeLength = (records: number, level: number) => {
    const pointers = level === 0 ? 0 : records + 1;
    const pointerBytes = widths.address + (levels[0]?.countBytes ?? 0) + pointerTail(level);
    return NODE_FRAME + records * recordBytes + pointers * pointerBytes;
  };
  walk(root, count, depth);
}

function levelsOf(depth: number, nodeBytes: number, recordBytes: number, addressBytes: number): Level[] {
  const leaf = Math.floor((nodeBytes - NODE_FRAME) / recordBytes);
  const countBytes = bytesFor(leaf);
  const levels: Level[] = [{ most: leaf, mostBelow: leaf, countBytes, belowBytes: 0 }];
  for (let level = 1; level <= depth; level++) {
    const below = levels[level - 1] as Level;
    const pointerBytes = addressBytes + countBytes + below.belowBytes;
    const most = Math.floor((nodeBytes - NODE_FRAME - pointerBytes) / (recordBytes + pointerBytes));
    const mostBelow = (most + 1) * below.mostBelow + most;
    levels.push({ most, mostBelow, countBytes, belowBytes: bytesFor(mostBelow) });
  }
  return levels;
}

/** Bytes that a number up to `most` needs. */
export function bytesFor(most: number): number {
  return Math.floor(Math.log2(Math.max(1, most)) / 8) + 1;
}
