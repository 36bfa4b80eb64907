import { constants, deflateRawSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import type { Random } from '../../src/random.ts';
import { byteMutators } from './byte_mutations.ts';
import { attackDigits, attackLength } from './length_mutations.ts';
import { type Mutated, type Mutator, pick } from './mutation.ts';
import { type ZipEntry, zipEntry, zipOf } from './zip_file.ts';

/** Fields of the three records of a zip file (PKWARE APPNOTE 4.3): signature, and offset, bytes and name of each field. */
const RECORDS = [
  {
    signature: 0x04034b50,
    fields: [
      [4, 2, 'version'],
      [6, 2, 'flags'],
      [8, 2, 'method'],
      [14, 4, 'checksum'],
      [18, 4, 'compressed size'],
      [22, 4, 'size'],
      [26, 2, 'name length'],
      [28, 2, 'extra length'],
    ],
  },
  {
    signature: 0x02014b50,
    fields: [
      [8, 2, 'flags'],
      [10, 2, 'method'],
      [16, 4, 'checksum'],
      [20, 4, 'compressed size'],
      [24, 4, 'size'],
      [28, 2, 'name length'],
      [30, 2, 'extra length'],
      [32, 2, 'comment length'],
      [42, 4, 'offset'],
    ],
  },
  {
    signature: 0x06054b50,
    fields: [
      [8, 2, 'entries on this disk'],
      [10, 2, 'entries'],
      [12, 4, 'directory size'],
      [16, 4, 'directory offset'],
      [20, 2, 'comment length'],
    ],
  },
] as const;

const VALUES = [0, 1, 8, 9, 99, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

/** One field of one record: what central directory and local header say of an entry no longer agrees. */
const changeRecord: Mutator = (bytes, random) => {
  const { signature, fields } = pick(random, RECORDS);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const places: number[] = [];
  for (let at = 0; at + 22 <= bytes.length; at++) if (view.getUint32(at, true) === signature) places.push(at);
  if (places.length === 0) return undefined;
  const [offset, width, name] = pick<readonly [number, 2 | 4, string]>(random, fields);
  const at = pick(random, places) + offset;
  if (at + width > bytes.length) return undefined;
  const value = random.below(4) === 0 ? random.below(2 * bytes.length) : pick(random, VALUES);
  const changed = bytes.slice();
  const into = new DataView(changed.buffer);
  if (width === 2) into.setUint16(at, value & 0xffff, true);
  else into.setUint32(at, value, true);
  return { bytes: changed, how: `zip: ${name} at byte ${at} became ${value}` };
};

/** Unpacks a file, lets `change` replace one of its entries, and packs it again: all checksums are right. */
function repacked(
  bytes: Uint8Array,
  random: Random,
  change: (name: string, content: Uint8Array, deflated: boolean) => { entry: ZipEntry; how: string } | undefined,
): Mutated | undefined {
  const contents = unpacked(bytes);
  if (contents.length === 0) return undefined;
  const deflated = random.below(2) === 0;
  const [name, content] = pick(random, contents);
  const changed = change(name, content, deflated);
  if (!changed) return undefined;
  const entries = contents.map(([other, its]) => (other === name ? changed.entry : zipEntry(other, its, deflated)));
  return { bytes: zipOf(entries), how: `${name}: ${changed.how}, zipped again`, resealed: true };
}

function unpacked(bytes: Uint8Array): [name: string, content: Uint8Array][] {
  try {
    // What an earlier change made of it may claim any size.
    return Object.entries(unzipSync(bytes, { filter: ({ originalSize }) => originalSize < 1 << 20 }));
  } catch {
    return [];
  }
}

const inside = [...byteMutators, attackLength, attackLength, attackDigits, attackDigits];

/** A change inside an entry: the header of an array, its numbers, a pickle. */
const changeEntry: Mutator = (bytes, random) =>
  repacked(bytes, random, (name, content, deflated) => {
    const changed = pick(random, inside)(content, random);
    return changed && { entry: zipEntry(name, changed.bytes, deflated), how: changed.how };
  });

const PYTHON = [
  "'<f4'",
  "'<f8'",
  "'>f4'",
  "'<f2'",
  "'<i8'",
  "'|O'",
  "'<U3'",
  "'<c8'",
  'True',
  'False',
  '()',
  '(1,)',
  '(0,)',
];

/** One word of the header of an NPY array for another: its type, its order, its shape. */
const changeArrayHeader: Mutator = (bytes, random) =>
  repacked(bytes, random, (name, content, deflated) => {
    const text = Buffer.from(content).toString('latin1');
    const words = [...text.slice(0, 200).matchAll(/'[<>|][a-zA-Z]\d*'|True|False|\([\d, ]*\)/g)];
    if (words.length === 0) return undefined;
    const { 0: word, index } = pick(random, words);
    const other = pick(random, PYTHON);
    const changed = Buffer.from(text.slice(0, index) + other + text.slice(index + word.length), 'latin1');
    return { entry: zipEntry(name, changed, deflated), how: `${word} became ${other}` };
  });

const NAMES = ['__proto__.npy', 'constructor.npy', '../Wx.npy', '.npy', 'Wx.npy', 'b.npy', 'data.pkl', ''];

const rename: Mutator = (bytes, random) =>
  repacked(bytes, random, (_, content, deflated) => {
    const other = pick(random, NAMES);
    return { entry: zipEntry(other, content, deflated), how: `called ${other}` };
  });

const BOMB_MEGABYTES = 1536;

/** So many megabytes of zeros, deflated: whole blocks of 16 and an empty last one. */
function deflatedZeros(megabytes: number): Uint8Array {
  const block = deflateRawSync(Buffer.alloc(16 << 20), { finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat([...Array.from({ length: megabytes / 16 }, () => block), Buffer.from([3, 0])]);
}

let bomb: Uint8Array | undefined;

/** An entry that unpacks to more than a reader may use, whatever its headers claim. */
const addBomb: Mutator = (bytes, random) =>
  repacked(bytes, random, (name, content) => {
    bomb ??= deflatedZeros(BOMB_MEGABYTES);
    const size = pick(random, [0, content.length, BOMB_MEGABYTES << 20, 0xffffffff]);
    const entry = { name, stored: bomb, method: 8, size, crc: 0 };
    return { entry, how: `unpacks to ${BOMB_MEGABYTES} MB and claims ${size} bytes` };
  });

/** For zip files: their records, their names, what lies inside them, and bombs. */
export const zipMutators: readonly Mutator[] = [
  changeRecord,
  changeRecord,
  changeRecord,
  changeEntry,
  changeEntry,
  changeEntry,
  changeEntry,
  changeEntry,
  changeArrayHeader,
  changeArrayHeader,
  rename,
  addBomb,
];
