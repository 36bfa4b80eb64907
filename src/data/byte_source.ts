import { DataError } from '../errors.ts';

/**
 * A file of known length with synchronous random access: HDF5 files may be far larger than memory. A dropped `File`, a
 * path and bytes in memory all become one of these.
 */
export interface ByteSource {
  /** Name of the file in messages. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Fills `into` from byte `position` on; returns how many bytes were read: fewer than asked for only at the end. */
  readAt(position: number, into: Uint8Array): number;
  close(): void;
}

/** Bytes in memory, referenced, not copied. */
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

/** Some engines cannot make longer strings; COCO's references take a tenth of this. */
const MOST_TEXT = 1 << 28;

/**
 * The contents of a small text file in UTF-8.
 * @throws DataError when the file is in another encoding, which would garble its letters, or is too large
 */
export function readText(source: ByteSource): string {
  const where = source.name;
  if (source.size > MOST_TEXT) {
    throw new DataError({ where, expected: `text of at most ${MOST_TEXT} bytes`, found: `${source.size} bytes` });
  }
  const bytes = new Uint8Array(source.size);
  let done = 0;
  while (done < bytes.length) {
    const count = source.readAt(done, bytes.subarray(done));
    if (count === 0) break;
    done += count;
  }
  const text = bytes.subarray(0, done);
  if (isBinary(text)) throw new DataError({ where, expected: 'text in UTF-8', found: 'a binary file' });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(text);
  } catch (cause) {
    const remedy = 'Save it as UTF-8: an editor offers that, or "iconv -f latin1 -t utf-8" on a command line.';
    throw new DataError({ where, expected: 'text in UTF-8', found: otherEncoding(text), remedy }, { cause });
  }
}

/** Bytes at the beginning that are searched for a zero. */
const BEGINNING = 1024;

/** Whether a zero occurs in bytes that are not UTF-16, where every ASCII letter has one. */
function isBinary(bytes: Uint8Array): boolean {
  return !isUtf16(bytes) && bytes.subarray(0, BEGINNING).includes(0);
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function otherEncoding(bytes: Uint8Array): string {
  if (isUtf16(bytes)) return 'UTF-16';
  const before = new TextDecoder().decode(bytes).split('\ufffd', 1)[0] ?? '';
  return `another encoding in line ${before.split('\n').length}, after "${before.slice(-20).split('\n').at(-1)}"`;
}
