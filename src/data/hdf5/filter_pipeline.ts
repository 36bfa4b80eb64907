import type { Cursor } from './cursor.ts';

/** One of the filters applied to a chunk when it was written, in order. */
export interface Filter {
  readonly id: number;
  readonly name: string;
  /** Its parameters, 32 bits each. */
  readonly values: readonly number[];
}

/** Filters from here on are not HDF5's own, and always have a name. */
const FOREIGN = 256;

export function readFilters(message: Cursor): Filter[] {
  const version = message.version(1, 2);
  const count = message.u8();
  if (version === 1) message.skip(6);
  return Array.from({ length: count }, () => {
    const id = message.u16();
    const nameBytes = version === 1 || id >= FOREIGN ? message.u16() : 0;
    message.skip(2);
    const valueCount = message.u16();
    const name = message.sub(version === 1 ? Math.ceil(nameBytes / 8) * 8 : nameBytes).text();
    const values = Array.from({ length: valueCount }, () => message.u32());
    if (version === 1 && valueCount % 2 === 1) message.skip(4);
    return { id, name, values };
  });
}
