import type { Random } from '../../src/random.ts';
import { type Mutator, pick, placeIn } from './mutation.ts';

const TELLING_BYTES = [0, 1, 2, 4, 8, 16, 0x20, 0x7f, 0x80, 0xfe, 0xff];

/** Start and length of a block that is not empty. */
function blockIn(random: Random, length: number): readonly [start: number, size: number] {
  const start = placeIn(random, length);
  const most = pick(random, [4, 16, 64, 512, length]);
  return [start, 1 + random.below(Math.max(1, Math.min(most, length - start)))];
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const filled = (random: Random, length: number, value: number | undefined) =>
  Uint8Array.from({ length }, () => value ?? random.below(256));

const flipBit: Mutator = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const at = placeIn(random, bytes.length);
  const bit = random.below(8);
  const changed = bytes.slice();
  changed[at] = (bytes[at] ?? 0) ^ (1 << bit);
  return { bytes: changed, how: `bit ${bit} of byte ${at} flipped` };
};

const setByte: Mutator = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const at = placeIn(random, bytes.length);
  const value = random.below(2) === 0 ? pick(random, TELLING_BYTES) : random.below(256);
  const changed = bytes.slice();
  changed[at] = value;
  return { bytes: changed, how: `byte ${at} set to ${value}` };
};

const fillBlock: Mutator = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const [start, size] = blockIn(random, bytes.length);
  const value = pick(random, [0, 0xff, undefined]);
  const changed = bytes.slice();
  changed.set(filled(random, size, value), start);
  return { bytes: changed, how: `bytes ${start} to ${start + size} filled with ${value ?? 'anything'}` };
};

const truncate: Mutator = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const length = pick(random, [
    placeIn(random, bytes.length),
    bytes.length - 1 - random.below(Math.min(16, bytes.length)),
  ]);
  return { bytes: bytes.slice(0, length), how: `cut to ${length} bytes` };
};

const extend: Mutator = (bytes, random) => {
  const length = pick(random, [1, 8, 100, 5000]);
  const value = pick(random, [0, undefined]);
  return {
    bytes: joined(bytes, filled(random, length, value)),
    how: `${length} bytes of ${value ?? 'anything'} added`,
  };
};

const repeatBlock: Mutator = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const [start, size] = blockIn(random, bytes.length);
  const block = bytes.subarray(start, start + size);
  return {
    bytes: joined(bytes.subarray(0, start), block, bytes.subarray(start)),
    how: `bytes ${start} to ${start + size} twice`,
  };
};

const removeBlock: Mutator = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const [start, size] = blockIn(random, bytes.length);
  return {
    bytes: joined(bytes.subarray(0, start), bytes.subarray(start + size)),
    how: `bytes ${start} to ${start + size} removed`,
  };
};

/** Writes a block over another: chunks, tensors and entries change places so. */
const copyBlock: Mutator = (bytes, random) => {
  if (bytes.length === 0) return undefined;
  const [start, size] = blockIn(random, bytes.length);
  const to = random.below(bytes.length - size + 1);
  const changed = bytes.slice();
  changed.copyWithin(to, start, start + size);
  return { bytes: changed, how: `bytes ${start} to ${start + size} copied to ${to}` };
};

const swapBlocks: Mutator = (bytes, random) => {
  if (bytes.length < 2) return undefined;
  const half = Math.floor(bytes.length / 2);
  const [first, size] = blockIn(random, half);
  const second = half + random.below(bytes.length - half - size + 1);
  const changed = bytes.slice();
  changed.set(bytes.subarray(second, second + size), first);
  changed.set(bytes.subarray(first, first + size), second);
  return { bytes: changed, how: `${size} bytes at ${first} and ${second} swapped` };
};

/** What may happen to any file on its way: turned bits, cuts, blocks twice, lost or out of place. */
export const byteMutators: readonly Mutator[] = [
  flipBit,
  flipBit,
  setByte,
  setByte,
  fillBlock,
  truncate,
  extend,
  repeatBlock,
  removeBlock,
  copyBlock,
  swapBlocks,
];
