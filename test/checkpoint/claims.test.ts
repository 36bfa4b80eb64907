import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { toPyTorch } from '../../src/checkpoint/pytorch.ts';
import { importWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import { crc32 } from '../../src/tensor_files/crc32.ts';
import { npyOf, npz } from '../support/numpy_files.ts';
import { resumeData, savedAt } from '../support/resume.ts';
import { type Pickled, TorchFile, torchFile } from '../support/torch_files.ts';

const backend = new CpuBackend({ precision: 'float32' });
const lstm = decodeCheckpoint(await savedAt(backend, 'lstm', 3, {}), 'lstm');
const parameters = { ...lstm.parameters };

/** Why a file is refused. */
function refusal(file: Uint8Array): string {
  try {
    importWeights(file, 'file', resumeData.vocabulary);
  } catch (error) {
    if (error instanceof CheckpointError) return error.message;
    throw error;
  }
  throw new Error('it was read');
}

describe('an array of NumPy', () => {
  const array = (content: Uint8Array) => npz(parameters, {}, { 'x.npy': content });
  const header = (text: string, length = text.length, version = 1) =>
    Uint8Array.of(
      0x93,
      ...strToU8('NUMPY'),
      version,
      0,
      length & 255,
      (length >> 8) & 255,
      ...(version > 1 ? [(length >> 16) & 255, length >>> 24] : []),
      ...strToU8(text),
    );

  it.each([
    [
      'more numbers than it has',
      npyOf("'<f4'", [2 ** 40], new Uint8Array(4)),
      /x: expected 4398046511104 bytes of numbers, found 4/,
    ],
    [
      'an axis beyond all numbers',
      npyOf("'<f4'", [1e30], new Uint8Array(4)),
      /x: expected at most 64 axes|a header with/,
    ],
    ['65 axes', npyOf("'<f4'", Array(65).fill(1), new Uint8Array(4)), /x: expected at most 64 axes/],
    ['more strings than it has', npyOf("'<U9'", [2 ** 40], new Uint8Array(4)), /bytes of strings/],
    ['a longer header than it has', header("{'descr'", 60_000), /a header of at most 8 bytes, found 60000/],
    ['a header of gigabytes', header("{'descr'", 2 ** 31, 2), /a header of at most/],
    ['no order', header("{'descr': '<f4', 'shape': (1,)}"), /a header with type, order and shape/],
    ['another version', header('{}', 2, 9), /NPY format 1 to 3/],
    ['a header that ends before its length', Uint8Array.of(0x93, ...strToU8('NUMPY'), 1, 0, 5), /length of a header/],
  ])('that says %s is refused', (_, content, message) => {
    expect(refusal(array(content))).toMatch(message);
  });
});

describe('a file of torch.save', () => {
  const saved = (make: (file: TorchFile) => Pickled) => {
    const file = new TorchFile();
    return file.save(make(file));
  };
  const { b } = parameters;
  const raw = (...opcodes: number[]) =>
    new TorchFile().save(null, { 'archive/data.pkl': Uint8Array.of(0x80, 2, ...opcodes) });

  it.each([
    [
      'a storage longer than its file',
      saved((f) => f.storage(b.data, 'FloatStorage', 2 ** 40)),
      /4398046511104 bytes in the storage 0/,
    ],
    [
      'a missing storage',
      saved(() => ({ persistent: { tuple: ['storage', { global: 'torch.FloatStorage' }, '9', 'cpu', 1] } })),
      /the storage 9/,
    ],
    ['a storage by number', saved(() => ({ persistent: 7 })), /a storage/],
    [
      'a view beyond its storage',
      saved((f) => f.view(f.storage(b.data, 'FloatStorage'), [20], 1)),
      /21 numbers in a storage, found 20/,
    ],
    [
      'strides beyond its storage',
      saved((f) => f.view(f.storage(b.data, 'FloatStorage'), [2, 2], 0, [2 ** 30, 1])),
      /numbers in a storage/,
    ],
    [
      'one number repeated for ever',
      saved((f) => f.view(f.storage(b.data, 'FloatStorage'), [2 ** 30], 0, [0])),
      /repeats its numbers/,
    ],
    ['a size below 0', saved((f) => f.view(f.storage(b.data, 'FloatStorage'), [-1])), /a natural number, found -1/],
    ['65 axes', saved((f) => f.view(f.storage(b.data, 'FloatStorage'), Array(65).fill(1))), /at most 64 axes/],
    [
      'other strides than axes',
      saved((f) => f.view(f.storage(b.data, 'FloatStorage'), [20], 0, [1, 1])),
      /1 strides, found 2/,
    ],
    [
      'numbers to be negated',
      saved((f) => f.view(f.storage(b.data, 'FloatStorage'), [20], 0, [1], new Map([['neg', true]]))),
      /negated.*resolve_neg/,
    ],
    [
      'a function',
      saved(() => ({ call: 'os.system', args: ['true'] })),
      /found os\.system\. Nothing in it was executed/,
    ],
    ['a class', saved(() => ({ global: 'argparse.Namespace' })), /found argparse\.Namespace/],
    ['text of gigabytes', raw(0x58, 255, 255, 255, 127), /2147483647 more bytes/],
    ['bytes beyond all numbers', raw(0x8e, 255, 255, 255, 255, 255, 255, 255, 255), /more bytes/],
    ['an unknown opcode', raw(0x01), /opcode 1/],
    ['nothing to stop with', raw(0x2e), /expected a pickle, found an invalid one at byte/],
    ['no end', raw(0x4e), /1 more bytes/],
    ['a missing mark', raw(0x74, 0x2e), /expected a pickle, found an invalid one at byte/],
    ['a mark in place of a value', raw(0x28, 0x2e), /expected a pickle, found an invalid one at byte/],
    ['a memory that is empty', raw(0x68, 3, 0x2e), /expected a pickle, found an invalid one at byte/],
    ['an entry without a value', raw(0x7d, 0x28, 0x4e, 0x75, 0x2e), /expected a pickle, found an invalid one at byte/],
    ['a call of a number', raw(0x4b, 1, 0x29, 0x52, 0x2e), /expected a pickle, found an invalid one at byte/],
    ['attributes of a number', raw(0x4b, 1, 0x4e, 0x62, 0x2e), /an object with attributes/],
    ['text that is not UTF-8', raw(0x58, 1, 0, 0, 0, 255, 0x2e), /text in UTF-8/],
    [
      'another byte order',
      new TorchFile().save(null, { 'archive/byteorder': strToU8('middle') }),
      /little or big, found middle/,
    ],
    [
      'protocol 6',
      new TorchFile().save(null, { 'archive/data.pkl': Uint8Array.of(0x80, 6, 0x4e, 0x2e) }),
      /protocol 6/,
    ],
  ])('that says %s is refused', (_, file, message) => {
    expect(refusal(file)).toMatch(message);
  });

  it('whose lists contain themselves, or each other a billion times, is refused at once', () => {
    const itself = raw(0x5d, 0x71, 0, 0x68, 0, 0x61, 0x2e);
    expect(refusal(itself)).toMatch(/no tensors at all/);
    // Thirty lists, each of which holds the one before it twice.
    const doubled = Array.from({ length: 30 }, (_, i) => [0x5d, 0x71, i + 1, 0x28, 0x68, i, 0x68, i, 0x65]).flat();
    expect(refusal(raw(0x5d, 0x71, 0, ...doubled, 0x2e))).toMatch(/no tensors at all/);
  });

  it('whose numbers were altered is refused', () => {
    const file = torchFile(toPyTorch(lstm));
    const at = file.length / 2;
    const altered = file.map((byte, i) => (i === Math.floor(at) ? byte ^ 1 : byte));
    expect(crc32(altered)).not.toBe(crc32(file));
    expect(refusal(altered)).toMatch(/checksum/);
  });
});
