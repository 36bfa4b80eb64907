import { sizeOf } from '../tensor.ts';
import { damaged } from './json.ts';
import { NUMBER_TYPES, type NumberType, swapped } from './number_types.ts';
import { gathered, type StoredTensor } from './stored.ts';
import type { ZipMember } from './zip.ts';

const MAGIC = '\x93NUMPY';
/** NumPy's own bound. */
const MOST_AXES = 64;
const LONGEST_HEADER = 2 ** 20;
/** The highest Unicode code point. */
const HIGHEST_CHARACTER = 0x10ffff;

/** NumPy's letters for kinds of numbers, with the bytes of each. */
const TYPES: Readonly<Record<string, string>> = {
  f2: 'F16',
  f4: 'F32',
  f8: 'F64',
  i1: 'I8',
  i2: 'I16',
  i4: 'I32',
  i8: 'I64',
  u1: 'U8',
  u2: 'U16',
  u4: 'U32',
  u8: 'U64',
  b1: 'BOOL',
  c8: 'C64',
  c16: 'C128',
};

/** Whether bytes begin like a NumPy array. */
export const isNpy = (bytes: Uint8Array) => String.fromCharCode(...bytes.subarray(0, MAGIC.length)) === MAGIC;

/** The contents of an array's header. */
interface Header {
  /** NumPy's type string, such as `<f4`; for records, a list. */
  readonly descr: string;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly end: number;
}

/**
 * One array of the NPY format, versions 1 to 3 (numpy.org, numpy.lib.format): `\x93NUMPY`, the version, the length of a
 * header that is a Python dictionary, the numbers; little- or big-endian, in C or Fortran order.
 * @throws CheckpointError when it is truncated, or its header contradicts its contents
 */
export function readNpy(bytes: Uint8Array, where: string): StoredTensor {
  const { descr, fortran, shape, end } = headerOf(bytes, where);
  const [, order, letters = ''] = /^'([<>=|])(\w+)'$/.exec(descr) ?? [];
  const type: NumberType | undefined = NUMBER_TYPES[Object.hasOwn(TYPES, letters) ? (TYPES[letters] ?? '') : ''];
  const typeName = descr.replaceAll("'", '');
  const characters = Number(/^U(\d{1,6})$/.exec(letters)?.[1]);
  if (characters > 0) return stringsOf(bytes.subarray(end), shape, typeName, where);
  if (!type) return { shape, typeName, read: () => new Int32Array() };
  const length = sizeOf(shape) * type.bytes;
  if (bytes.length - end !== length) damaged(where, `${length} bytes of numbers`, `${bytes.length - end}`);
  const read = () => {
    const numbers = bytes.subarray(end);
    const { buffer } = order === '>' ? swapped(numbers, type.bytes) : new Uint8Array(numbers);
    const data = type.read?.(buffer) ?? new Int32Array();
    return fortran ? gathered(data, shape, firstFastest(shape)) : data;
  };
  return { shape, typeName, type, read };
}

/** An array of strings of fixed length in UTF-32, padded with zeros. */
function stringsOf(bytes: Uint8Array, shape: readonly number[], typeName: string, where: string): StoredTensor {
  const each = 4 * Number(typeName.slice(2));
  const length = sizeOf(shape) * each;
  if (bytes.length !== length) damaged(where, `${length} bytes of strings`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const character = (at: number) => {
    const code = view.getUint32(at, typeName[0] !== '>');
    return code <= HIGHEST_CHARACTER ? String.fromCodePoint(code) : damaged(where, 'characters', `number ${code}`);
  };
  const strings = () =>
    Array.from({ length: length / each }, (_, i) => {
      const text = Array.from({ length: each / 4 }, (_, j) => character(i * each + 4 * j));
      return text.join('').replace(/\0+$/, '');
    });
  return { shape, typeName, strings, read: () => new Int32Array() };
}

function headerOf(bytes: Uint8Array, where: string): Header {
  const version = bytes[MAGIC.length] ?? 0;
  if (!isNpy(bytes) || version < 1 || version > 3) damaged(where, 'an array in NPY format 1 to 3', 'none');
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) damaged(where, 'the length of a header', 'the end of the file');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  const room = Math.min(bytes.length - start, LONGEST_HEADER);
  if (end - start > room) damaged(where, `a header of at most ${room} bytes`, `${end - start}`);
  const text = new TextDecoder().decode(bytes.subarray(start, end));
  const descr = /'descr': ('[^']*'|\[)/.exec(text)?.[1];
  const order = /'fortran_order': (True|False)/.exec(text)?.[1];
  // Python 2 writes long integers with an L.
  const axes = /'shape': \(([\dL, ]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || axes === undefined)
    return damaged(where, 'a header with type, order and shape', text.trim());
  const shape = axes
    .split(',')
    .map((axis) => axis.trim())
    .filter((axis) => axis !== '')
    .map((axis) => (/^\d+L?$/.test(axis) ? Number.parseInt(axis, 10) : Number.NaN));
  if (shape.length > MOST_AXES || !shape.every(Number.isSafeInteger)) {
    damaged(where, `at most ${MOST_AXES} axes that are natural numbers`, axes);
  }
  return { descr: descr === '[' ? 'records' : descr, fortran: order === 'True', shape, end };
}

/** Strides of an array whose first axis varies fastest. */
const firstFastest = (shape: readonly number[]) => shape.map((_, axis) => sizeOf(shape.slice(0, axis)));

const ENDING = '.npy';

/** Whether the files of a zip file are NumPy's arrays. */
export const isNpz = (members: ReadonlyMap<string, ZipMember>) =>
  [...members.keys()].some((name) => name.endsWith(ENDING));

/** The arrays of a NumPy `.npz` file by name. @throws CheckpointError when one is damaged */
export function readNpz(members: ReadonlyMap<string, ZipMember>, where: string): Map<string, StoredTensor> {
  const arrays = new Map<string, StoredTensor>();
  for (const [file, { content }] of members) {
    if (!file.endsWith(ENDING)) continue;
    const name = file.slice(0, -ENDING.length);
    arrays.set(name, readNpy(content(), `${where}: ${name}`));
  }
  return arrays;
}
