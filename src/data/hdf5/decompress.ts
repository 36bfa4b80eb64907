import { unzlibSync } from 'fflate';
import type { DataError } from '../../errors.ts';
import { adler32 } from './checksum.ts';

/** Maximum output bytes per byte of a deflate stream. */
export const DEFLATE_RATIO = 1032;
const ADLER_BYTES = 4;

/**
 * The contents of a zlib stream.
 * @param most maximum bytes of output: no more memory is allocated
 * @param fail makes the error for a stream that is damaged or longer
 */
export function inflate(bytes: Uint8Array, most: number, fail: (found: string) => DataError): Uint8Array {
  const room = Math.min(most, bytes.length * DEFLATE_RATIO);
  let out: Uint8Array;
  try {
    // One byte over the limit, so that an overlong stream is noticed.
    out = unzlibSync(bytes, { out: new Uint8Array(room + 1) });
  } catch (cause) {
    throw fail(`a damaged gzip stream: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (out.length > most) throw fail('a longer gzip stream');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(bytes.length - ADLER_BYTES) === adler32(out)) return out;
  throw fail('a gzip stream with a wrong checksum');
}

/** Maximum output bytes per input byte: a copy of 264 bytes takes 3. */
export const LZF_RATIO = 88;

/**
 * The contents of an LZF stream: literal runs of up to 32 bytes, and copies of up to 264 earlier bytes.
 * @param most maximum bytes of output
 */
export function unLzf(bytes: Uint8Array, most: number, fail: (found: string) => DataError): Uint8Array {
  const out = new Uint8Array(Math.min(most, bytes.length * LZF_RATIO));
  let length = 0;
  for (let at = 0; at < bytes.length; ) {
    const control = bytes[at++] as number;
    if (control < 32) {
      const piece = bytes.subarray(at, at + control + 1);
      if (length + piece.length > out.length) throw fail('a longer LZF stream');
      out.set(piece, length);
      at += control + 1;
      length += piece.length;
      continue;
    }
    const short = control >> 5;
    const count = 2 + short + (short === 7 ? (bytes[at++] ?? 0) : 0);
    const from = length - ((control & 31) << 8) - (bytes[at++] ?? 0) - 1;
    if (from < 0 || at > bytes.length || length + count > out.length) throw fail('a damaged LZF stream');
    // Byte by byte, because a copy may overlap itself.
    for (let i = 0; i < count; i++) out[length + i] = out[from + i] as number;
    length += count;
  }
  return out.subarray(0, length);
}
