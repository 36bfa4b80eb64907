/**
 * A file of known length that can be read anywhere, synchronously: HDF5 jumps about in files that may be far larger
 * than memory. A dropped `File`, a path and bytes in memory all become one of these.
 */
export interface ByteSource {
  /** What a person calls the file, for messages. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Fills `into` from byte `position` on; returns how many bytes there were, fewer only at the end. */
  readAt(position: number, into: Uint8Array): number;
  close(): void;
}

/** Bytes in memory, kept, not copied. */
export function memorySource(name: string, bytes: Uint8Array): ByteSource {
  return {
    name,
    size: bytes.length,
    readAt(position, into) {
      const found = bytes.subarray(position, position + into.length);
      into.set(found);
      return found.length;
    },
    close() {},
  };
}

/** The whole of a small text file as UTF-8. */
export function readText(source: ByteSource): string {
  const bytes = new Uint8Array(source.size);
  let done = 0;
  while (done < bytes.length) {
    const count = source.readAt(done, bytes.subarray(done));
    if (count === 0) break;
    done += count;
  }
  return new TextDecoder().decode(bytes.subarray(0, done));
}
