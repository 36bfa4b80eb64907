import { damaged, type JsonRecord, listOf, naturalOf, parseJson, recordOf, stringOf, textOf } from './json.ts';

/** The entry of a header that holds strings instead of a tensor. */
export const METADATA = '__metadata__';

/** The reference implementation's bound. */
const LONGEST_HEADER = 100_000_000;

/** A tensor's entry in a header. */
export interface Place {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes of the data, from `begin` to before `after`. */
  readonly begin: number;
  readonly after: number;
}

/** The header of a file, and its size in bytes. @throws CheckpointError when it is invalid, or names something twice */
export function readHeader(
  bytes: Uint8Array,
  where: string,
): { readonly length: number; readonly content: JsonRecord } {
  if (bytes.length < 10) damaged(where, 'a safetensors file', `${bytes.length} bytes`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const room = Math.min(bytes.length - 8, LONGEST_HEADER);
  if (length < 2 || length > room) damaged(`${where}: length of the header`, `2 to ${room} bytes`, String(length));
  const text = bytes.subarray(8, 8 + length);
  if (text[0] !== 0x7b) damaged(`${where}: header`, 'JSON that begins with {', `byte ${text[0]}`);
  const header = `${where}: header`;
  const content = recordOf(header, parseJson(header, textOf(header, text)));
  checkNamedOnce(header, text, content);
  return { length, content };
}

/** JSON.parse silently takes the last of two entries with one name: there are then more colons than names. */
function checkNamedOnce(where: string, text: Uint8Array, content: JsonRecord): void {
  let [colons, depth, inString] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const byte = text[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) depth++;
    else if (byte === 0x7d || byte === 0x5d) depth--;
    else if (byte === 0x3a && depth <= 2) colons++;
  }
  const inner = Object.values(content).map((value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.keys(value).length : 0,
  );
  const names = inner.reduce((sum, count) => sum + count, Object.keys(content).length);
  if (colons !== names) damaged(where, `${colons} different names`, `${names}: a name occurs twice`);
}

/** All tensors in the order of their data. */
export function placesOf(header: JsonRecord, where: string): Place[] {
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  const places = entries.map(([name, value]) => {
    const place = `${where}: ${name}`;
    const entry = recordOf(place, value);
    const [begin, after, ...more] = listOf(`${place}: data_offsets`, entry.data_offsets, naturalOf);
    if (begin === undefined || after === undefined || more.length > 0 || after < begin) {
      const found = [begin, after, ...more].filter((offset) => offset !== undefined).join(', ');
      return damaged(`${place}: data_offsets`, 'two rising offsets', found || 'none');
    }
    const shape = listOf(`${place}: shape`, entry.shape, naturalOf);
    return { name, dtype: stringOf(`${place}: dtype`, entry.dtype), shape, begin, after };
  });
  return places.sort((a, b) => a.begin - b.begin || a.after - b.after);
}

/** The strings of a header by name. */
export function metadataOf(header: JsonRecord, where: string): Record<string, string> {
  const metadata: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(recordOf(`${where}: metadata`, header[METADATA] ?? {}))) {
    metadata[name] = stringOf(`${where}: metadata ${name}`, value);
  }
  return metadata;
}
