import { kindOf } from '../arguments.ts';
import { CheckpointError } from '../errors.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** The message of a caught error. */
export const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

/** @throws CheckpointError for a damaged file, with the remedy to use another copy. */
export function damaged(where: string, expected: string, found: string, cause?: unknown): never {
  return refused(where, expected, found, 'The file is damaged: use another copy of it.', cause);
}

/** @throws CheckpointError for a file that is intact but unusable. */
export function refused(where: string, expected: string, found: string, remedy: string, cause?: unknown): never {
  throw new CheckpointError({ where, expected, found, remedy }, cause === undefined ? undefined : { cause });
}

/** @throws CheckpointError when `bytes` are not UTF-8. */
export function textOf(where: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    return damaged(where, 'text in UTF-8', 'other bytes', cause);
  }
}

/** @throws CheckpointError when `text` is not JSON, or nested so deeply that walking through it may fail. */
export function parseJson(where: string, text: string): unknown {
  if (depthOf(text) > DEEPEST) damaged(where, `JSON nested at most ${DEEPEST} levels deep`, `${depthOf(text)}`);
  try {
    return JSON.parse(text);
  } catch (cause) {
    return damaged(where, 'JSON', messageOf(cause), cause);
  }
}

/** Maximum nesting of lists and objects that is read. */
export const DEEPEST = 100;

/** Maximum nesting of lists and objects in a JSON text. */
export function depthOf(text: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString && character === '\\') i++;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === '{' || character === '[')) deepest = Math.max(deepest, ++depth);
    else if (!inString && (character === '}' || character === ']')) depth--;
  }
  return deepest;
}

/** @throws CheckpointError when `value` is not an object. */
export function recordOf(where: string, value: unknown): JsonRecord {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonRecord;
  return damaged(where, 'an object', kindOf(value));
}

/** @throws CheckpointError when `value` is not a string. */
export function stringOf(where: string, value: unknown): string {
  return typeof value === 'string' ? value : damaged(where, 'a string', kindOf(value));
}

/** @throws CheckpointError when `value` is not a natural number that a double holds exactly. */
export function naturalOf(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  return damaged(where, 'a natural number', kindOf(value));
}

/** @throws CheckpointError when `value` is not an integer that a double holds exactly. */
export function integerOf(where: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  return damaged(where, 'an integer', kindOf(value));
}

/** @throws CheckpointError when `value` is not a list all of whose items pass `item`. */
export function listOf<T>(where: string, value: unknown, item: (where: string, value: unknown) => T): T[] {
  if (!Array.isArray(value)) return damaged(where, 'a list', kindOf(value));
  return value.map((one, index) => item(`${where}[${index}]`, one));
}
