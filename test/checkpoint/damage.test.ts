import { describe, expect, it } from 'vitest';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import { readSafetensors, writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { readTensor, type StoredTensors, tensorOf } from '../../src/tensor_files/stored.ts';
import { savedAt } from '../support/resume.ts';

const bytes = await savedAt(new CpuBackend({ precision: 'float32' }), 'lstm', 3, { updateRule: 'adam' });

/** All that a file holds. */
const numbersOf = (tensors: StoredTensors) =>
  Object.fromEntries([...tensors].map(([name, { shape, read }]) => [name, { shape, data: read() }]));

/** A file with this header and so many bytes of data. */
function fileOf(header: unknown, data: number): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const file = new Uint8Array(8 + text.length + data);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  return file;
}

describe('a damaged checkpoint', () => {
  it('is refused wherever it is truncated', () => {
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => decodeCheckpoint(bytes.subarray(0, length), 'cut'), `${length}`).toThrow(CheckpointError);
    }
  });

  it('is refused whichever bit is flipped', () => {
    const altered = bytes.slice();
    // Every byte of the beginning, where each has a meaning of its own, and one in so many of the rest.
    for (let at = 0; at < altered.length; at += at < 200 ? 1 : 13) {
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
      expect(() => decodeCheckpoint(altered, 'altered'), `byte ${at}`).toThrow(CheckpointError);
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
    }
    expect(decodeCheckpoint(altered, 'whole').training?.step).toBe(3);
  });

  it('of another version says what to do', () => {
    const { tensors: stored, metadata } = readSafetensors(bytes, 'new');
    const tensors = numbersOf(stored);
    const newer = writeSafetensors(tensors, { ...metadata, fourgate_version: '2' });
    expect(() => decodeCheckpoint(newer, 'new')).toThrow(/version 1, found version 2.*newer Fourgate/);
    expect(() => decodeCheckpoint(writeSafetensors(tensors), 'plain')).toThrow(/loadCaptioner/);
  });

  it('with parameters of another shape names the first', () => {
    const checkpoint = decodeCheckpoint(bytes, 'whole');
    const b = { shape: [3], data: new Float32Array(3) };
    const wrong = encodeCheckpoint({ ...checkpoint, parameters: { ...checkpoint.parameters, b } });
    expect(() => decodeCheckpoint(wrong, 'wrong')).toThrow(/wrong: b: expected floats of shape \(20\), found .*\(3\)/);
  });

  it('is read back completely when intact', () => {
    const notes = { best: [1, { cider: 0.5 }] };
    const checkpoint = { ...decodeCheckpoint(bytes, 'whole'), notes };
    expect(decodeCheckpoint(encodeCheckpoint(checkpoint), 'again')).toEqual(checkpoint);
  });
});

describe('safetensors', () => {
  const entry = (shape: number[], begin: number, end: number, dtype = 'F32') => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });

  it('reads a file written by hand, in every type', () => {
    const header = {
      a: entry([2], 0, 4, 'F16'),
      b: entry([1], 4, 6, 'BF16'),
      c: entry([], 6, 10),
      d: entry([0], 10, 10),
    };
    const file = fileOf(header, 10);
    file.set([0x00, 0x3e, 0x01, 0x80, 0xc0, 0xbf, 0, 0, 0x20, 0x41], file.length - 10);
    const { tensors, verified } = readSafetensors(file, 'by hand');
    expect(Object.values(numbersOf(tensors)).map(({ data }) => [...data])).toEqual([
      [1.5, -(2 ** -24)],
      [-1.5],
      [10],
      [],
    ]);
    expect(verified).toBe(false);
  });

  it('aligns every number to its size', () => {
    const tensors = {
      odd: { shape: [3], data: Float32Array.of(1, 2, 3) },
      precise: { shape: [1, 2], data: Float64Array.of(0.1, Number.NaN) },
      whole: { shape: [1], data: Int32Array.of(-7) },
    };
    const file = writeSafetensors(tensors, { note: 'ü' });
    const { tensors: read, metadata, verified } = readSafetensors(file, 'own');
    expect(numbersOf(read)).toEqual(tensors);
    expect([metadata.note, verified]).toEqual(['ü', true]);
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
    expect(length % 8).toBe(0);
    expect(header.precise.data_offsets[0] % 8).toBe(0);
  });

  it('lists unsupported types, and refuses only to read them', () => {
    const { tensors } = readSafetensors(fileOf({ a: entry([4], 0, 4, 'U8'), b: entry([9], 4, 6, 'F4') }, 6), 'file');
    const [a, b] = ['a', 'b'].map((name) => tensorOf('file', tensors, name));
    expect(() => a && readTensor('file: a', a)).toThrow(/file: a: .*U8.*float32/);
    expect(() => b && readTensor('file: b', b)).toThrow(CheckpointError);
  });

  it.each([
    ['nothing', new Uint8Array(), /0 bytes/],
    ['a header longer than the file', Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 0x7b, 0x7d), /length of the header/],
    ['a header that is not JSON', fileOf('{"a":', 0), /JSON/],
    ['a header that is a list', fileOf('[1]', 0), /begins with \{/],
    ['tensors that overlap', fileOf({ a: entry([2], 0, 8), b: entry([2], 4, 12) }, 12), /b: expected data from byte 8/],
    ['a gap', fileOf({ a: entry([1], 0, 4), b: entry([1], 8, 12) }, 12), /b: expected data from byte 4/],
    ['a tensor beyond the end', fileOf({ a: entry([3], 0, 12) }, 8), /: the file is truncated/],
    ['bytes that no tensor has', fileOf({ a: entry([1], 0, 4) }, 8), /4 bytes of data/],
    ['a shape of another size', fileOf({ a: entry([2], 0, 4) }, 4), /8 bytes for F32/],
    ['a shape beyond all sizes', fileOf({ a: entry([2 ** 50, 2 ** 50], 0, 4) }, 4), /bytes for F32/],
    ['negative offsets', fileOf({ a: entry([1], -4, 0) }, 4), /natural number/],
    [
      'two tensors of one name',
      fileOf(
        '{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"I32","shape":[0],"data_offsets":[0,0]}}',
        0,
      ),
      /twice/,
    ],
    [
      'two shapes of one tensor',
      fileOf('{"a":{"dtype":"F32","shape":[1],"shape":[0],"data_offsets":[0,0]}}', 0),
      /twice/,
    ],
    [
      'a name that is not UTF-8',
      fileOf({ ÿ: entry([0], 0, 0) }, 0).map((byte) => (byte === 0xc3 ? 0xff : byte)),
      /UTF-8/,
    ],
    ['metadata that are no strings', fileOf({ __metadata__: { a: 1 } }, 0), /a string/],
  ])('refuses %s', (_, file, message) => {
    expect(() => readSafetensors(file, 'file')).toThrow(CheckpointError);
    expect(() => readSafetensors(file, 'file')).toThrow(message);
  });
});
