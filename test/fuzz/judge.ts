import { FourgateError } from '../../src/errors.ts';
import type { Original } from './format.ts';
import type { Mutated } from './mutation.ts';

/** What became of a mutated file. `other`: it reads as another valid file, which nothing in it contradicts. */
export type Verdict = 'refused' | 'same' | 'other' | { readonly finding: string };

/** Longer ones fill a screen or a log. */
const LONGEST_MESSAGE = 2000;

/** What was read as text: equal texts, equal numbers, bit for bit. */
export function textOf(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (part instanceof Float32Array || part instanceof Float64Array || part instanceof Int32Array) {
      return [part.constructor.name, ...Array.from(part, (number) => (Object.is(number, -0) ? '-0' : String(number)))];
    }
    return typeof part === 'number' && !Number.isFinite(part) ? String(part) : part;
  });
}

/** An error as a finding; undefined for one of Fourgate's that says all it must. */
function faultIn(error: unknown): string | undefined {
  if (!(error instanceof FourgateError)) {
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const line = stack.split('\n').find((one) => /\/src\//.test(one));
    return `untyped ${error instanceof Error ? `${error.name}: ${error.message.slice(0, 300)}` : String(error)}${line ? ` (${line.trim()})` : ''}`;
  }
  const { where, expected, found } = error.fault;
  const empty = Object.entries({ where, expected, found }).find(([, text]) => typeof text !== 'string' || text === '');
  if (empty) return `${error.name} without "${empty[0]}": ${error.message.slice(0, 300)}`;
  if (error.message.length > LONGEST_MESSAGE)
    return `${error.name} of ${error.message.length} characters: ${error.message.slice(0, 300)}`;
  return undefined;
}

/** The longest run of zero bytes in a file. */
function longestZeros(bytes: Uint8Array): number {
  let [longest, run] = [0, 0];
  for (const byte of bytes) {
    run = byte === 0 ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** The longest run of zeros in any list of floats that was read, in bytes. */
function zerosRead(value: unknown): number {
  if (value instanceof Float32Array || value instanceof Float64Array) {
    let [longest, run] = [0, 0];
    for (const number of value) {
      run = number === 0 ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest * value.BYTES_PER_ELEMENT;
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return 0;
  return Math.max(0, ...Object.values(value).map(zerosRead));
}

/**
 * Reads a mutated file and says whether Fourgate did as it must: an error of its own that says where, what was expected
 * and what was found, or the numbers of the original, or those of another file that nobody could tell from a valid one.
 * @param original the text of what the original reads as
 */
export async function judge({ read, sealed, plain }: Original, original: string, mutated: Mutated): Promise<Verdict> {
  const reading = () => read(mutated.bytes.slice());
  try {
    const found = await reading();
    const text = textOf(found);
    if (text === original) return 'same';
    if (sealed?.(mutated.bytes) && !mutated.resealed)
      return { finding: `other numbers than its checksum allows: ${difference(original, text)}` };
    if (plain && zerosRead(found) > longestZeros(mutated.bytes))
      return { finding: 'zeros that do not stand in the file' };
    const again = textOf(await reading());
    if (again !== text) return { finding: `the same bytes read twice give other numbers: ${difference(text, again)}` };
    return 'other';
  } catch (error) {
    const fault = faultIn(error);
    return fault === undefined ? 'refused' : { finding: fault };
  }
}

/** Where two texts part. */
function difference(a: string, b: string): string {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const from = Math.max(0, at - 20);
  return `…${a.slice(from, at + 30)}… became …${b.slice(from, at + 30)}…`;
}
