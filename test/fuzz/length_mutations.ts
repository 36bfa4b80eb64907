import type { Random } from '../../src/random.ts';
import { type Mutator, pick, placeIn } from './mutation.ts';

/** What somebody writes in place of a length who wants a reader to loop, to ask for all memory, or to read elsewhere. */
const ATTACKS: readonly ((value: bigint, length: number) => bigint)[] = [
  () => 0n,
  () => -1n,
  () => 1n,
  (value) => value - 1n,
  (value) => value + 1n,
  (value) => value * 2n,
  (value) => value * 256n,
  (_, length) => BigInt(length),
  () => 2n ** 31n - 1n,
  () => 2n ** 31n,
  () => 2n ** 32n,
  () => 2n ** 40n,
  () => 2n ** 53n,
  () => 2n ** 62n,
  () => 2n ** 63n,
];

function readInteger(bytes: Uint8Array, at: number, width: number, little: boolean): bigint {
  let value = 0n;
  for (let i = 0; i < width; i++) value = (value << 8n) | BigInt(bytes[little ? at + width - 1 - i : at + i] ?? 0);
  return value;
}

function writeInteger(bytes: Uint8Array, at: number, width: number, little: boolean, value: bigint): void {
  for (let i = 0; i < width; i++) bytes[little ? at + i : at + width - 1 - i] = Number((value >> BigInt(8 * i)) & 255n);
}

/** Any integer that is no larger than the file may be a length or an offset in it. */
function findInteger(bytes: Uint8Array, random: Random) {
  for (let tries = 0; tries < 40; tries++) {
    const width = pick(random, [8, 8, 4, 4, 2]);
    const little = random.below(4) > 0;
    const at = placeIn(random, bytes.length);
    if (at + width > bytes.length) continue;
    const value = readInteger(bytes, at, width, little);
    if (value > 0n && value <= BigInt(bytes.length)) return { at, width, little, value };
  }
  return undefined;
}

/** Puts another number in the place of one that may be a length, an offset or a size. */
export const attackLength: Mutator = (bytes, random) => {
  const found = bytes.length === 0 ? undefined : findInteger(bytes, random);
  if (!found) return undefined;
  const { at, width, little, value } = found;
  const attack = pick(random, ATTACKS)(value, bytes.length);
  const changed = bytes.slice();
  writeInteger(changed, at, width, little, attack);
  const order = little ? 'little' : 'big';
  return { bytes: changed, how: `${value} at byte ${at} (${width} bytes, ${order}-endian) became ${attack}` };
};

const WRITTEN = [
  '0',
  '-1',
  '1',
  '007',
  '1.5',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '1e308',
  '1e999',
  'NaN',
  '',
];

/** The same for a number that is written in digits, as in JSON or in the header of an NPY file. */
export const attackDigits: Mutator = (bytes, random) => {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return undefined;
  const { 0: digits, index } = pick(random, numbers);
  const other = random.below(3) === 0 ? digits.replace(/./g, () => String(random.below(10))) : pick(random, WRITTEN);
  const changed = text.slice(0, index) + other + text.slice(index + digits.length);
  return {
    bytes: new Uint8Array(Buffer.from(changed, 'latin1')),
    how: `number ${digits} at byte ${index} became ${other}`,
  };
};
