/** 32-bit FNV-1a of some bytes, in hexadecimal. */
export function checksum(bytes: ArrayLike<number>): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < bytes.length; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
