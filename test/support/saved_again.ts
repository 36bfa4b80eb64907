import { strToU8 } from 'fflate';
import { readSafetensors } from '../../src/tensor_files/safetensors.ts';

/** The same tensors as another program writes them, sorted by name, with what it keeps of the strings. */
export function savedAgain(
  file: Uint8Array,
  keep: (metadata: Readonly<Record<string, string>>) => unknown,
): Uint8Array {
  const { tensors, metadata } = readSafetensors(file, 'first');
  const parts: Uint8Array[] = [];
  let length = 0;
  const entries = [...tensors]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { shape, typeName, read }]) => {
      const { buffer, byteLength } = read();
      parts.push(new Uint8Array(buffer));
      length += byteLength;
      return [name, { data_offsets: [length - byteLength, length], dtype: typeName, shape }];
    });
  const kept = keep({ fourgate_crc32: '01234567', ...metadata });
  const header = Object.fromEntries([...entries, ...(kept ? [['__metadata__', kept]] : [])]);
  const text = strToU8(JSON.stringify(header, null, 1));
  return Uint8Array.from([
    ...new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer),
    ...text,
    ...parts.flatMap((part) => [...part]),
  ]);
}
