import { unzlibSync } from 'fflate';
import type { DataError } from '../../errors.ts';
import { adler32 } from './checksum.ts';

/** No byte of a deflate stream stands for more than so many. */
export const DEFLATE_RATIO = 1032;
const ADLER_BYTES = 4;

/**
 * What a zlib stream holds.
 * @param most bytes that may come out: no memory is taken for more
 * @param fail makes the error for a stream that is damaged or holds more
 */
export function inflate(bytes: Uint8Array, most: number, fail: (found: string) => DataError): Uint8Array {
  const room = Math.min(most, bytes.length * DEFLATE_RATIO);
  let out: Uint8Array;
  try {
    // One byte more than may come out, so that more is seen.
    out = unzlibSync(bytes, { out: new Uint8Array(room + 1) });
  } catch (cause) {
    throw fail(`a gzip stream that is damaged: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (out.length > most) throw fail('a gzip stream that holds more');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(bytes.length - ADLER_BYTES) === adler32(out)) return out;
  throw fail('a gzip stream whose checksum does not match it');
}
