/** CRC-32 as in zip, gzip and PNG: reflected polynomial 0xEDB88320. `TABLES[k][b]`: byte b with k zero bytes after it. */
const TABLES = Array.from({ length: 4 }, () => new Uint32Array(256));
const [T0, T1, T2, T3] = TABLES as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  T0[byte] = crc;
}
for (const [k, table] of TABLES.slice(1).entries()) {
  const before = TABLES[k] as Uint32Array;
  before.forEach((crc, byte) => {
    table[byte] = (crc >>> 8) ^ (T0[crc & 255] as number);
  });
}

/** CRC-32 of `bytes`, continuing from that of the bytes `before`. Detects every change within 32 consecutive bits. */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  let i = 0;
  // Four bytes at a time: checkpoints are tens of megabytes.
  for (; i + 4 <= bytes.length; i += 4) {
    crc ^=
      (bytes[i] as number) |
      ((bytes[i + 1] as number) << 8) |
      ((bytes[i + 2] as number) << 16) |
      ((bytes[i + 3] as number) << 24);
    crc =
      (T3[crc & 255] as number) ^
      (T2[(crc >>> 8) & 255] as number) ^
      (T1[(crc >>> 16) & 255] as number) ^
      (T0[crc >>> 24] as number);
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ (T0[(crc ^ (bytes[i] as number)) & 255] as number);
  return ~crc >>> 0;
}
