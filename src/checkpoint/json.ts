import { CheckpointError } from '../errors.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

/** @throws CheckpointError saying what `where` should hold. */
export function damaged(where: string, expected: string, found: string, cause?: unknown): never {
  const remedy = 'It is damaged or was not written by Fourgate: use another copy of it.';
  throw new CheckpointError({ where, expected, found, remedy }, cause === undefined ? undefined : { cause });
}

/** @throws CheckpointError when `text` is not JSON. */
export function parseJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    return damaged(where, 'JSON', cause instanceof Error ? cause.message : String(cause), cause);
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
  return damaged(where, 'a natural number', typeof value === 'number' ? String(value) : kindOf(value));
}

/** @throws CheckpointError when `value` is not a list all of whose items pass `item`. */
export function listOf<T>(where: string, value: unknown, item: (where: string, value: unknown) => T): T[] {
  if (!Array.isArray(value)) return damaged(where, 'a list', kindOf(value));
  return value.map((one, index) => item(`${where}[${index}]`, one));
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}
