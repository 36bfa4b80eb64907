import type { Cursor } from './cursor.ts';

/** The axes of a dataset. */
export interface Dataspace {
  readonly shape: readonly number[];
  /** Maximum length of each axis; infinite if there is no limit. */
  readonly greatest: readonly number[];
}

const NULL_SPACE = 2;

/** @returns the axes, none for a single number, or `undefined` for an empty dataset */
export function readDataspace(message: Cursor): Dataspace | undefined {
  const version = message.version(1, 2);
  const rank = message.u8();
  const limited = (message.u8() & 0x01) !== 0;
  if (version === 1) message.skip(5);
  else if (message.u8() === NULL_SPACE) return undefined;
  const shape = Array.from({ length: rank }, () => message.length());
  const greatest = limited ? Array.from({ length: rank }, () => limit(message)) : shape;
  return { shape, greatest };
}

function limit(message: Cursor): number {
  const unlimited = message.bytes.subarray(message.at, message.at + message.widths.length).every((it) => it === 255);
  if (!unlimited) return message.length();
  message.skip(message.widths.length);
  return Number.POSITIVE_INFINITY;
}
