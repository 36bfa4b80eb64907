import { crc32 } from '../../src/tensor_files/crc32.ts';
import { byteMutators } from './byte_mutations.ts';
import { mutateJson, parsed } from './json_mutations.ts';
import { attackDigits, attackLength } from './length_mutations.ts';
import { type Mutator, pick } from './mutation.ts';

const SEAL = '{"__metadata__":{"fourgate_crc32":"';

/** Whether a file has Fourgate's checksum, right or wrong. */
export function isSealed(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .subarray(8, 8 + SEAL.length)
    .equals(Buffer.from(SEAL));
}

/** A copy whose checksum is that of its bytes, where it has one; undefined where it has none. */
function resealed(bytes: Uint8Array): Uint8Array | undefined {
  if (!isSealed(bytes)) return undefined;
  const copy = bytes.slice();
  const at = 8 + SEAL.length;
  const write = (digits: string) => copy.set(Buffer.from(digits).subarray(0, copy.length - at), at);
  write('00000000');
  write(crc32(copy).toString(16).padStart(8, '0'));
  return copy;
}

/** The change, and a checksum that agrees with it: what lies behind the checksum meets it too. */
function thenSealed(mutator: Mutator): Mutator {
  return (bytes, random) => {
    const changed = mutator(bytes, random);
    const sealed = changed && resealed(changed.bytes);
    return sealed && { bytes: sealed, how: `${changed.how}, checksum renewed`, resealed: true };
  };
}

/** Gives the header's text to `change` and puts the file together with what it returns. */
function withHeader(bytes: Uint8Array, change: (text: string) => string | undefined): Uint8Array | undefined {
  if (bytes.length < 8) return undefined;
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > bytes.length - 8) return undefined;
  const changed = change(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  if (changed === undefined) return undefined;
  const text = new TextEncoder().encode(changed);
  const file = new Uint8Array(8 + text.length + bytes.length - 8 - length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(bytes.subarray(8 + length), 8 + text.length);
  return file;
}

/** Names, types, shapes and places of the tensors. */
const changeHeader: Mutator = (bytes, random) => {
  let how = '';
  const changed = withHeader(bytes, (text) => {
    const mutated = mutateJson(text, random);
    if (mutated) how = `header: ${mutated.how}`;
    return mutated?.text;
  });
  return changed && { bytes: changed, how };
};

/** JSON that stands in a string of the metadata: configuration, words, state of the training, notes. */
const changeMetadata: Mutator = (bytes, random) => {
  let how = '';
  const changed = withHeader(bytes, (text) => {
    const header = parsed(text);
    const metadata: unknown = header && Reflect.get(header, '__metadata__');
    if (typeof metadata !== 'object' || metadata === null) return undefined;
    const texts = Object.entries(metadata).filter(([, value]) => typeof value === 'string' && /^[[{]/.test(value));
    if (texts.length === 0) return undefined;
    const [name, value] = pick(random, texts);
    const mutated = mutateJson(String(value), random);
    if (!mutated) return undefined;
    how = `${name}: ${mutated.how}`;
    return JSON.stringify({ ...header, __metadata__: { ...metadata, [name]: mutated.text } });
  });
  return changed && { bytes: changed, how };
};

/** For safetensors files: the header as JSON, the JSON inside it, and every change once with the checksum renewed. */
export const safetensorsMutators: readonly Mutator[] = [
  changeHeader,
  changeHeader,
  changeMetadata,
  changeMetadata,
].concat(
  [...byteMutators, attackLength, attackDigits, attackDigits, changeHeader, changeHeader].map(thenSealed),
  Array.from({ length: 6 }, () => thenSealed(changeMetadata)),
);
