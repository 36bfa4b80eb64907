import type { DataError } from '../../errors.ts';
import type { Filter } from './filter_pipeline.ts';

const FLOAT_SCALE = 0;
const INTEGERS = 2;
const FLOAT_CLASS = 1;
/** Bits per number, and the minimum, to which codes are added. */
const HEADER_BYTES = 21;
const OFFSET_AT = 5;

/** The filter's parameters. */
interface Settings {
  readonly count: number;
  readonly isFloat: boolean;
  /** Bytes per element. */
  readonly size: number;
  readonly littleEndian: boolean;
  /** Decimal digits kept of floats. */
  readonly digits: number;
  /** The fill value, which the highest code represents, if there is one. */
  readonly fill: bigint | undefined;
}

/** Undoes the scale-offset filter: numbers are stored as differences from the minimum, in as many bits as the largest needs. */
export function unscale(
  bytes: Uint8Array,
  { values }: Filter,
  most: number,
  fail: (found: string) => DataError,
): Uint8Array {
  const settings = settingsOf(values, fail);
  const { count, size, isFloat, littleEndian } = settings;
  if (count * size > most) throw fail(`${count * size} bytes`);
  if (bytes.length < HEADER_BYTES) throw fail('a scale-offset header that is too short');
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bits = header.getUint32(0, true);
  if (bits > 8 * size || bytes.length < HEADER_BYTES + Math.ceil((count * bits) / 8)) {
    throw fail(`too few bytes for ${count} numbers of ${bits} bits`);
  }
  // Numbers that need all their bits are stored unchanged.
  if (bits === 8 * size) return bytes.subarray(HEADER_BYTES, HEADER_BYTES + count * size);
  const out = new Uint8Array(count * size);
  const view = new DataView(out.buffer);
  const offset = header.getBigUint64(OFFSET_AT, true);
  const nextCode = codesOf(bytes.subarray(HEADER_BYTES), bits);
  const highest = (1n << BigInt(bits)) - 1n;
  for (let i = 0; i < count; i++) {
    const code = nextCode();
    const isFill = settings.fill !== undefined && code === highest;
    const value = isFloat ? floatOf(code, offset, settings) : code + offset;
    writeBits(view, i * size, isFill ? (settings.fill ?? 0n) : value, size, littleEndian);
  }
  return out;
}

function settingsOf(values: readonly number[], fail: (found: string) => DataError): Settings {
  const [kind, scale = 0, count = 0, elementClass, size = 0, , order, hasFill, low = 0, high = 0] = values;
  const isFloat = elementClass === FLOAT_CLASS;
  const usual = kind === (isFloat ? FLOAT_SCALE : INTEGERS) && [1, 2, 4, 8].includes(size) && (!isFloat || size >= 4);
  if (!usual) throw fail('scale-offset numbers of an unsupported kind');
  const fill = BigInt(low) | (BigInt(high) << 32n);
  return {
    ...{ count, isFloat, size, littleEndian: order === 0, digits: scale | 0 },
    fill: hasFill === 1 ? fill : undefined,
  };
}

/** The bits of a float: its code counts decimal steps from the minimum. */
function floatOf(code: bigint, offset: bigint, { size, digits }: Settings): bigint {
  const scratch = new DataView(new ArrayBuffer(8));
  scratch.setBigUint64(0, offset, true);
  const step = 10 ** digits;
  if (size === 4) {
    scratch.setFloat32(
      0,
      Math.fround(Math.fround(Number(code)) / Math.fround(step)) + scratch.getFloat32(0, true),
      true,
    );
    return BigInt(scratch.getUint32(0, true));
  }
  scratch.setFloat64(0, Number(code) / step + scratch.getFloat64(0, true), true);
  return scratch.getBigUint64(0, true);
}

/** Reads consecutive numbers of `bits` bits, each from its highest bit. */
function codesOf(bytes: Uint8Array, bits: number): () => bigint {
  let at = 0;
  return () => {
    let value = 0n;
    for (let left = bits; left > 0; ) {
      const free = 8 - (at % 8);
      const taken = Math.min(free, left);
      const piece = ((bytes[Math.floor(at / 8)] ?? 0) >> (free - taken)) & (2 ** taken - 1);
      value = (value << BigInt(taken)) | BigInt(piece);
      at += taken;
      left -= taken;
    }
    return value;
  };
}

function writeBits(view: DataView, at: number, value: bigint, size: number, littleEndian: boolean): void {
  if (size === 1) view.setUint8(at, Number(value & 0xffn));
  else if (size === 2) view.setUint16(at, Number(value & 0xffffn), littleEndian);
  else if (size === 4) view.setUint32(at, Number(value & 0xffff_ffffn), littleEndian);
  else view.setBigUint64(at, BigInt.asUintN(64, value), littleEndian);
}
