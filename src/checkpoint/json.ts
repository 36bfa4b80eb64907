import { kindOf } from '../arguments.ts';
import { CheckpointError } from '../errors.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** What was caught, in the words of whoever threw it. */
export const messageOf = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause));

/** @throws CheckpointError saying what `where` should hold, and that another copy of the file may hold it. */
export function damaged(where: string, expected: string, found: string, cause?: unknown): never {
  return refused(where, expected, found, 'The file is damaged: use another copy of it.', cause);
}

/** @throws CheckpointError for what is not damaged and still cannot be used. */
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

/** @throws CheckpointError when `text` is not JSON. */
export function parseJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return damaged(where, 'JSON', messageOf(cause), cause);
  }
}

/** @throws CheckpointError when `value` is not an object with names. */
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
