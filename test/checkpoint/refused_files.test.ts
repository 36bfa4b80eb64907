import { gzipSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { toPyTorch } from '../../src/checkpoint/pytorch.ts';
import { importWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import type { FloatTensor, Tensor } from '../../src/tensor.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { npy, npyOf, npz } from '../support/numpy_files.ts';
import { resumeData, savedAt } from '../support/resume.ts';
import { type Pickled, pickle, TorchFile, torchFile } from '../support/torch_files.ts';

const backend = new CpuBackend({ precision: 'float32' });
const { vocabulary } = resumeData;
const lstm = decodeCheckpoint(await savedAt(backend, 'lstm', 3, {}), 'lstm');
const parameters: Readonly<Record<string, FloatTensor>> = { ...lstm.parameters };
const pytorch: Readonly<Record<string, FloatTensor>> = toPyTorch(lstm);
const bytes = (...text: string[]) => strToU8(text.join(''), true);
const floats = (...shape: number[]): FloatTensor => ({
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
});
const safetensors = (others: Readonly<Record<string, Tensor>>) => writeSafetensors({ ...pytorch, ...others });
const without = (tensors: Readonly<Record<string, FloatTensor>>, name: string) =>
  Object.fromEntries(Object.entries(tensors).filter(([one]) => one !== name));
const saved = (make: (file: TorchFile) => Pickled) => {
  const file = new TorchFile();
  return file.save(make(file));
};

function refusal(file: Uint8Array): CheckpointError {
  try {
    importWeights(file, 'file', vocabulary);
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
  throw new Error('it was read');
}

describe('a file is identified by its bytes, and refused with a remedy', () => {
  it.each([
    ['nothing', new Uint8Array(), /an empty file.*get it again/],
    ['one array', npy(lstm.parameters.b), /one NumPy array \(\.npy\).*np\.savez\(path, \*\*params\)/],
    ['HDF5', bytes('\x89HDF\r\n\x1a\n', '\0'.repeat(40)), /HDF5.*--data DIR/],
    [
      'torch.save of old',
      bytes('\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.'),
      /torch\.save.*state_dict/,
    ],
    ['a pickle', pickle(new Map([['b', 1]])), /a pickle.*np\.savez/],
    ['a pickle of Python 2', bytes("(dp1\nS'b'\np2\nI1\ns."), /a pickle.*np\.savez/],
    ['gzip', gzipSync(writeSafetensors(pytorch)), /a compressed file.*Unpack it first/],
    ['a tar archive', bytes('x'.repeat(257), 'ustar'), /a tar archive.*Unpack/],
    ['a web page', bytes('<!DOCTYPE html><html>'), /a web page.*Download the file itself/],
    ['a pointer of Git LFS', bytes('version https://git-lfs.github.com/spec/v1\n'), /Git LFS.*git lfs pull/],
    ['text', bytes('{"error": "no such file"}'), /expected weights: safetensors, .*found a file of another kind/],
    ['a picture', bytes('\xff\xd8\xff\xe0\0\x10JFIF\0'), /expected weights: .*found a file of another kind/],
    ['a zip file of something else', zipSync({ 'a.txt': bytes('a') }), /a zip file of NumPy or PyTorch.*np\.savez/],
    ['an empty zip file', zipSync({}), /a zip file of NumPy or PyTorch/],
    [
      'an archive of a class',
      saved(() => ({ call: '__torch__.Captioner', args: [] })),
      /__torch__\.Captioner.*state_dict/,
    ],
  ])('%s', (_, file, message) => {
    expect(refusal(file).message).toMatch(message);
    expect(refusal(file).message).not.toContain('The file is damaged');
    expect(() => decodeCheckpoint(file, 'file')).toThrow(CheckpointError);
  });
});

describe('weights of another model', () => {
  const gates = 20;
  it.each([
    [
      'two layers',
      safetensors({ 'lstm.weight_ih_l1': floats(gates, 5) }),
      /lstm\.weight_ih_l1: .*several recurrent layers/,
    ],
    ['two directions', safetensors({ 'lstm.bias_ih_l0_reverse': floats(gates) }), /_reverse: .*bidirectional/],
    ['a projection', safetensors({ 'lstm.weight_hr_l0': floats(2, 5) }), /lstm\.weight_hr_l0: .*proj_size/],
    ['whatever else its layer has', safetensors({ 'lstm.alpha': floats(1) }), /lstm\.alpha: .*another recurrent layer/],
    ['a bias whose name is misspelt', torchFile({ ...pytorch, 'lstm.bias_ih0': floats(gates) }), /lstm\.bias_ih0/],
    [
      'a bias under another name',
      npz({ ...without(parameters, 'b_proj'), offset: floats(5) }),
      /offset: expected no array that could be b_proj/,
    ],
    [
      'a bias misspelt',
      torchFile({ ...without(pytorch, 'vocab.bias'), 'vocab.bais': floats(9) }),
      /vocab\.bais: .*vocab\.bias, which is missing/,
    ],
    ['attention', safetensors({ 'attention.weight': floats(5, 5) }), /attention\.weight: .*another layer/],
    ['layers in sequence', safetensors({ 'vocab.1.weight': floats(5, 5) }), /vocab\.1\.weight/],
    ['a second cell', safetensors({ 'rnn.weight_hh_l0': floats(5, 5) }), /rnn\.weight_hh_l0: .*second recurrent layer/],
    ['a cell beside it', safetensors({ 'cell.weight_hh': floats(5, 5) }), /cell\.weight_hh: .*second recurrent layer/],
    ["CS231n's attention", npz({ ...parameters, Wattn: floats(5, 20) }), /Wattn: .*another layer/],
    ['a second layer as in CS231n', npz({ ...parameters, Wx2: floats(5, 20), b2: floats(20) }), /Wx2/],
    [
      'both cells',
      safetensors({ 'rnn.weight_ih_l0': floats(5, 3), 'rnn.weight_hh_l0': floats(5, 5) }),
      /several: lstm.*rnn/,
    ],
    [
      'two models',
      saved(
        (file) =>
          new Map([
            ['model', file.stateDict(pytorch)],
            ['ema', file.stateDict(pytorch)],
          ]),
      ),
      /several: model\.lstm\.weight_ih_l0, ema\.lstm/,
    ],
    ['names of both kinds', safetensors(parameters), /several: Wx, lstm\.weight_ih_l0/],
  ])('%s', (_, file, message) => {
    expect(refusal(file).message).toMatch(message);
  });

  it.each([
    ['a GRU', 15, 'rnn', /rnn\.weight_hh_l0: expected 20 gates.*15: those of a GRU/],
    ['no number of gates', 10, 'rnn', /10/],
    ['an RNN in a module lstm', 5, 'lstm', /lstm\.weight_hh_l0: expected 20 gates/],
  ])('%s', (_, width, cell, message) => {
    const {
      'lstm.weight_ih_l0': _ih,
      'lstm.weight_hh_l0': _hh,
      'lstm.bias_ih_l0': _b,
      'lstm.bias_hh_l0': _c,
      ...rest
    } = pytorch;
    const layer = { [`${cell}.weight_ih_l0`]: floats(width, 3), [`${cell}.weight_hh_l0`]: floats(width, 5) };
    expect(refusal(writeSafetensors({ ...rest, ...layer })).message).toMatch(message);
    const { Wx: _x, Wh: _h, b: _d, ...others } = parameters;
    if (width !== 5) expect(refusal(npz({ ...others, Wx: floats(3, width), Wh: floats(5, width) }))).toBeDefined();
  });
});

describe('a matrix of the recurrent layer that is', () => {
  const { 'lstm.weight_hh_l0': hidden, ...others } = pytorch;
  const { Wh, ...named } = parameters;
  it.each([
    ['missing', undefined, 'lstm.weight_hh_l0'],
    ['misspelt', hidden, 'lstm.weight_hh_l_0'],
    ['a scalar', floats(), 'lstm.weight_hh_l0'],
    ['without columns', floats(20, 0), 'lstm.weight_hh_l0'],
    ['without rows', floats(0, 5), 'lstm.weight_hh_l0'],
    ['without columns, but many rows', { shape: [2 ** 52, 0], data: new Float32Array() }, 'lstm.weight_hh_l0'],
    ['of three axes', floats(20, 5, 1), 'lstm.weight_hh_l0'],
  ])('%s is refused by name, in every format', (_, value, name) => {
    const theirs = value ? { ...others, [name]: value } : others;
    const ours = value ? { ...named, [name.endsWith('l0') ? 'Wh' : 'W_h']: value } : named;
    for (const make of [writeSafetensors, npz, torchFile]) {
      expect(refusal(make(theirs)).message).toMatch(/file: lstm\.weight_hh_l0: /);
      expect(refusal(make(ours)).message).toMatch(/file: Wh: /);
    }
  });
});

describe('numbers that are not finite, or not floats,', () => {
  const names = Object.keys(parameters);
  const spoilt = (name: string, value: number) => {
    const { shape, data } = parameters[name] as FloatTensor;
    return { ...parameters, [name]: { shape, data: data.map((one, i) => (i === data.length - 1 ? value : one)) } };
  };

  it.each(names)('in %s are refused with name and place, in every format', (name) => {
    const place = (parameters[name]?.shape ?? []).map((axis) => axis - 1).join(', ');
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const make of [writeSafetensors, npz, torchFile]) {
        const { message } = refusal(make(spoilt(name, value)));
        expect(message).toContain(`file: ${name}[${place}]: expected a finite number, found ${value}`);
      }
    }
  });

  it('but integers are refused by name', () => {
    const { b, ...others } = parameters;
    const whole = npyOf("'<i8'", [20], new Uint8Array(160));
    expect(refusal(npz(others, {}, { 'b.npy': whole })).message).toMatch(/file: b: .*integers of type <i8.*float32/);
    expect(refusal(writeSafetensors({ ...others, b: { shape: [20], data: new Int32Array(20) } })).message).toMatch(
      /I32/,
    );
    const torch = saved((file) => {
      const state = Object.entries(others).map(([name, value]) => [name, file.tensor(value)] as const);
      const long = file.view(file.storage(new Uint8Array(160), 'LongStorage', 20), [20]);
      return new Map<Pickled, Pickled>([...state, ['b', long]]);
    });
    expect(b?.shape).toEqual([20]);
    expect(refusal(torch).message).toMatch(/file: b: .*integers of type torch\.LongStorage/);
  });

  it('are also refused when they are the sum of two biases', () => {
    const most = { shape: [20], data: new Float32Array(20).fill(3e38) };
    const file = safetensors({ 'lstm.bias_ih_l0': most, 'lstm.bias_hh_l0': most });
    expect(refusal(file).message).toMatch(/sum of both recurrent biases\[0\]/);
  });
});
