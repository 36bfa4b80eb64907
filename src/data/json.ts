import { DataError } from '../errors.ts';

/**
 * The value of a JSON text.
 * @param where name of the file in messages
 * @throws DataError when it is not valid JSON
 */
export function parseJson(where: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const found = cause instanceof Error ? cause.message : 'none';
    throw new DataError({ where: `${where}${lineIn(found, text)}`, expected: 'JSON', found }, { cause });
  }
}

/** The line of a fault, if the engine reports a character position; others report the line themselves, or quote the text. */
function lineIn(message: string, text: string): string {
  const [, position] = /at position (\d+)/.exec(message) ?? [];
  return position === undefined ? '' : `, line ${text.slice(0, Number(position)).split('\n').length}`;
}

/**
 * The object in a JSON text.
 * @param where name of the file in messages
 * @throws DataError when it is not valid JSON, or not an object
 */
export function parseObject(where: string, text: string, expected: string): Readonly<Record<string, unknown>> {
  const content = parseJson(where, text);
  if (isRecord(content)) return content;
  throw new DataError({ where, expected, found: kindOf(content) });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value's kind in messages. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'a list of other things' : `a ${typeof value}`;
}
