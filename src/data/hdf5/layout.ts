import type { Cursor } from './cursor.ts';

/** The kind of index of a dataset's chunks. */
export type ChunkIndex =
  | { readonly kind: 'tree' | 'fixed array' | 'extensible array' | 'tree of version 2' }
  | { readonly kind: 'implicit' }
  | { readonly kind: 'single'; readonly bytes?: number; readonly skipped: number };

/** Where a dataset's numbers are stored. An address is `undefined` if none was ever allocated. */
export type Layout =
  | { readonly kind: 'compact'; readonly bytes: Uint8Array }
  | { readonly kind: 'contiguous'; readonly address: number | undefined }
  | {
      readonly kind: 'chunked';
      readonly address: number | undefined;
      /** Elements along each axis. */
      readonly chunk: readonly number[];
      readonly index: ChunkIndex;
      /** Whether chunks that reach beyond the edge are stored without filters. */
      readonly plainEdges: boolean;
    }
  | { readonly kind: 'virtual'; readonly heap: number | undefined; readonly entry: number };

const COMPACT = 0;
const CONTIGUOUS = 1;
const CHUNKED = 2;
const VIRTUAL = 3;

export function readLayout(message: Cursor): Layout {
  const version = message.version(1, 2, 3, 4, 5);
  if (version < 3) return readFirstLayout(message);
  const kind = message.u8();
  if (kind === COMPACT) return { kind: 'compact', bytes: message.take(message.u16()) };
  if (kind === CONTIGUOUS) return { kind: 'contiguous', address: message.address() };
  if (kind === CHUNKED) return version === 3 ? readTreeLayout(message) : readIndexedLayout(message);
  if (kind === VIRTUAL) return { kind: 'virtual', heap: message.address(), entry: message.u32() };
  throw message.fail(`a layout of class ${kind}`);
}

/** Versions 1 and 2, of HDF5 before 1.6.3. */
function readFirstLayout(message: Cursor): Layout {
  const rank = message.u8();
  const kind = message.u8();
  message.skip(5);
  const address = kind === COMPACT ? undefined : message.address();
  const sizes = Array.from({ length: rank }, () => message.u32());
  if (kind === COMPACT) return { kind: 'compact', bytes: message.take(message.u32()) };
  if (kind === CONTIGUOUS) return { kind: 'contiguous', address };
  // The last axis is the bytes of an element.
  if (kind === CHUNKED) return treeLayout(address, sizes.slice(0, -1));
  throw message.fail(`a layout of class ${kind}`);
}

function readTreeLayout(message: Cursor): Layout {
  const axes = message.u8();
  const address = message.address();
  return treeLayout(address, Array.from({ length: axes }, () => message.u32()).slice(0, -1));
}

function treeLayout(address: number | undefined, chunk: readonly number[]): Layout {
  return { kind: 'chunked', address, chunk, index: { kind: 'tree' }, plainEdges: false };
}

/** Versions 4 and 5: the index is one of five, depending on how the dataset may grow. */
function readIndexedLayout(message: Cursor): Layout {
  const flags = message.u8();
  const axes = message.u8();
  const sizeBytes = message.u8();
  const chunk = Array.from({ length: axes }, () => message.unsigned(sizeBytes)).slice(0, -1);
  const index = readIndex(message, (flags & 0x02) !== 0);
  return { kind: 'chunked', address: message.address(), chunk, index, plainEdges: (flags & 0x01) !== 0 };
}

function readIndex(message: Cursor, filteredSingle: boolean): ChunkIndex {
  const kind = message.u8();
  switch (kind) {
    case 1:
      return filteredSingle
        ? { kind: 'single', bytes: message.length(), skipped: message.u32() }
        : { kind: 'single', skipped: 0 };
    case 2:
      return { kind: 'implicit' };
    case 3:
      message.skip(1);
      return { kind: 'fixed array' };
    case 4:
      message.skip(5);
      return { kind: 'extensible array' };
    case 5:
      message.skip(6);
      return { kind: 'tree of version 2' };
    default:
      throw message.fail(`an index of chunks of type ${kind}`);
  }
}
