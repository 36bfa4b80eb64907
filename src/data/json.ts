import { DataError } from '../errors.ts';

/**
 * What a JSON text holds.
 * @param where what a person calls the file, for messages
 * @throws DataError when it is no JSON
 */
export function parseJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : 'none';
    throw new DataError({ where: `${where}${lineIn(found, text)}`, expected: 'JSON', found }, { cause });
  }
}

/** The line of a fault, where an engine says at which character it is; others say the line themselves, or show the place. */
function lineIn(message: string, text: string): string {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return position === undefined ? '' : `, line ${text.slice(0, Number(position)).split('\n').length}`;
}

/**
 * The object that a JSON text holds.
 * @param where what a person calls the file, for messages
 * @throws DataError when it is no JSON, or holds something else than `expected`
 */
export function parseObject(where: string, text: string, expected: string): Readonly<Record<string, unknown>> {
  const content = parseJson(where, text);
  if (isRecord(content)) return content;
  throw new DataError({ where, expected, found: kindOf(content) });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a value is, for messages. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list of other things' : `a ${typeof value}`;
}
