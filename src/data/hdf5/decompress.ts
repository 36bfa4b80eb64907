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

/** A copy of 264 bytes takes 3. */
export const LZF_RATIO = 88;

/**
 * What an LZF stream holds: pieces of up to 32 bytes as they are, and copies of up to 264 bytes that came before.
 * @param most bytes that may come out
 */
export function unLzf(bytes: Uint8Array, most: number, fail: (found: string) => DataError): Uint8Array {
  const out = new Uint8Array(Math.min(most, bytes.length * LZF_RATIO));
  let length = 0;
  for (let at = 0; at < bytes.length; ) {
    const control = bytes[at++] as number;
    if (control < 32) {
      const piece = bytes.subarray(at, at + control + 1);
      if (length + piece.length > out.length) throw fail('an LZF stream that holds more');
      out.set(piece, length);
      at += control + 1;
      length += piece.length;
      continue;
    }
    const short = control >> 5;
    const count = 2 + short + (short === 7 ? (bytes[at++] ?? 0) : 0);
    const from = length - ((control & 31) << 8) - (bytes[at++] ?? 0) - 1;
    if (from < 0 || at > bytes.length || length + count > out.length) throw fail('an LZF stream that is damaged');
    // Byte by byte, for a copy may reach into itself.
    for (let i = 0; i < count; i++) out[length + i] = out[from + i] as number;
    length += count;
  }
  return out.subarray(0, length);
}
