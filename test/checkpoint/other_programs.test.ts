import { strToU8 } from 'fflate';
import { describe, expect, it } from 'vitest';
import { captionerOf } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { toPyTorch } from '../../src/checkpoint/pytorch.ts';
import { importWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { roundToHalf } from '../../src/half.ts';
import type { FloatTensor, Tensor } from '../../src/tensor.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { npyOf, npz } from '../support/numpy_files.ts';
import { resumeData, savedAt } from '../support/resume.ts';
import { type Pickled, TorchFile, torchFile } from '../support/torch_files.ts';

const backend = new CpuBackend({ precision: 'float32' });
const { vocabulary } = resumeData;
const lstm = decodeCheckpoint(await savedAt(backend, 'lstm', 3, { updateRule: 'adam' }), 'lstm');
const rnn = decodeCheckpoint(await savedAt(backend, 'rnn', 3, {}), 'rnn');
const pytorch: Readonly<Record<string, FloatTensor>> = toPyTorch(lstm);

const withPrefix = <T>(prefix: string, tensors: Readonly<Record<string, T>>) =>
  Object.fromEntries(Object.entries(tensors).map(([name, value]) => [prefix + name, value]));
const without = <T>(tensors: Readonly<Record<string, T>>, ...names: string[]) =>
  Object.fromEntries(Object.entries(tensors).filter(([name]) => !names.includes(name)));
const read = (file: Uint8Array) => importWeights(file, 'file', vocabulary);
const integers = (shape: readonly number[]): Tensor => ({ shape, data: new Int32Array(Math.max(1, ...shape)) });

describe('numbers', () => {
  it.each([
    ['float16', { half: true }],
    ['big-endian float32', { bigEndian: true }],
    ['big-endian float16 in Fortran order', { half: true, bigEndian: true, fortran: true }],
  ])('of NumPy as %s', (_, options) => {
    const expected = Object.entries(lstm.parameters).map(([name, { shape, data }]) => {
      return [name, { shape, data: 'half' in options ? data.map(roundToHalf) : data }];
    });
    expect(read(npz({ ...lstm.parameters }, options)).parameters).toEqual(Object.fromEntries(expected));
  });

  it('of PyTorch as halves, as views of one storage, transposed and as parameters', () => {
    const file = new TorchFile();
    const { 'embed.weight': embed, 'proj.weight': proj, 'proj.bias': bias, ...others } = pytorch;
    if (!embed || !proj || !bias) throw new Error('a parameter is missing');
    const [H = 0, D = 0] = proj.shape;
    const both = file.storage(
      Float32Array.of(...(lstm.parameters.W_proj.data as Float32Array), ...bias.data),
      'FloatStorage',
    );
    const state = new Map<Pickled, Pickled>([
      ['embed.weight', file.half({ shape: embed.shape, data: embed.data.map(roundToHalf) })],
      ['proj.weight', file.view(both, [H, D], 0, [1, H])],
      ['proj.bias', { call: 'torch._utils._rebuild_parameter', args: [file.view(both, [H], H * D), true, null] }],
      ...Object.entries(others).map(([name, value]) => [name, file.tensor(value)] as const),
    ]);
    const { parameters } = read(file.save(state));
    expect(parameters).toEqual({
      ...lstm.parameters,
      W_embed: { shape: embed.shape, data: embed.data.map(roundToHalf) },
    });
  });

  it('of PyTorch on a big-endian machine', () => {
    const file = new TorchFile();
    const turned = Object.entries(pytorch).map(([name, { shape, data }]) => {
      const bytes = new Uint8Array(data.slice().buffer).map((_, i, all) => all[i - (i % 4) + 3 - (i % 4)] ?? 0);
      return [name, file.view(file.storage(bytes, 'FloatStorage', data.length), shape)] as const;
    });
    const { parameters } = read(file.save(new Map(turned), { 'archive/byteorder': strToU8('big') }));
    expect(parameters).toEqual(lstm.parameters);
  });
});

describe('what no parameter needs is ignored', () => {
  it('in NumPy', () => {
    const others = {
      'epoch.npy': npyOf("'<i8'", [], new Uint8Array(8)),
      'names.npy': npyOf("'<U3'", [2], new Uint8Array(24)),
      'done.npy': npyOf("'|b1'", [1], Uint8Array.of(1)),
      'settings.npy': npyOf("'|O'", [], strToU8('\x80\x04N.', true)),
      'log.npy': npyOf("[('step', '<i4'), ('loss', '<f4')]", [1], new Uint8Array(8)),
      'losses.npy': npyOf("'<f8'", [3], new Uint8Array(24)),
      'README.txt': strToU8('trained on Monday'),
    };
    expect(read(npz({ ...lstm.parameters }, {}, others)).parameters).toEqual(lstm.parameters);
  });

  it('in safetensors', () => {
    const others = {
      epoch: integers([]),
      'bn.num_batches_tracked': integers([1]),
      'encoder.conv.weight': integers([2]),
    };
    expect(read(writeSafetensors({ ...pytorch, ...others })).parameters).toEqual(lstm.parameters);
  });

  it('in PyTorch, and what wraps the parameters', () => {
    const file = new TorchFile();
    const counter = file.view(file.storage(new Uint8Array(8), 'LongStorage', 1), []);
    const quantised = file.view(file.storage(new Uint8Array(2), 'QInt8Storage', 2), [2]);
    const state = new Map<Pickled, Pickled>([
      [0, new Map<Pickled, Pickled>([['exp_avg', file.tensor(lstm.parameters.b)]])],
    ]);
    const saved = new Map<Pickled, Pickled>([
      ['epoch', 3],
      ['loss', 0.25],
      ['seed', 2 ** 40],
      ['name', 'ünï'],
      ['best', null],
      ['done', true],
      ['history', [1.5, { tuple: [2, 'x'] }]],
      ['counter', counter],
      ['codes', quantised],
      ['state_dict', file.stateDict(pytorch)],
      ['optimizer', new Map<Pickled, Pickled>([['state', state]])],
    ]);
    expect(read(file.save(saved)).parameters).toEqual(lstm.parameters);
    const list = new TorchFile();
    expect(read(list.save([list.stateDict(pytorch), 7])).parameters).toEqual(lstm.parameters);
  });
});

describe('names', () => {
  it.each(['module.', 'decoder.', 'module.decoder.', '_orig_mod.', 'model/', 'm.', 'a.b.c.'])('after %s', (prefix) => {
    expect(read(writeSafetensors(withPrefix(prefix, pytorch))).parameters).toEqual(lstm.parameters);
    expect(read(torchFile(withPrefix(prefix, pytorch))).parameters).toEqual(lstm.parameters);
    expect(read(npz(withPrefix(prefix, lstm.parameters))).parameters).toEqual(lstm.parameters);
    const encoder = { 'encoder.weight': lstm.parameters.Wh };
    expect(read(writeSafetensors({ ...withPrefix(prefix, pytorch), ...encoder })).parameters).toEqual(lstm.parameters);
  });

  it('that only end like those of parameters do not match', () => {
    expect(() => read(npz(withPrefix('my', lstm.parameters)))).toThrow(/found none.*the file has myW_embed, myW_proj/);
  });

  it('rnn for the module of an LSTM, decided by its shapes', () => {
    const named = withPrefix('', pytorch);
    for (const name of Object.keys(named).filter((one) => one.startsWith('lstm.'))) {
      named[name.replace('lstm.', 'rnn.')] = named[name] as FloatTensor;
      delete named[name];
    }
    expect(read(writeSafetensors(named))).toMatchObject({
      configuration: { cellType: 'lstm' },
      parameters: lstm.parameters,
    });
  });
});

describe('a missing bias is 0', () => {
  const zero = ({ shape, data }: FloatTensor) => ({ shape, data: data.map(() => 0) });
  const { b, b_proj, b_vocab } = lstm.parameters;
  const expected = { ...lstm.parameters, b: zero(b), b_proj: zero(b_proj), b_vocab: zero(b_vocab) };

  it.each([
    ["with CS231n's names", npz(without(lstm.parameters, 'b', 'b_proj', 'b_vocab'))],
    ["with PyTorch's", torchFile(without(pytorch, 'proj.bias', 'lstm.bias_ih_l0', 'lstm.bias_hh_l0', 'vocab.bias'))],
  ])('%s', (_, file) => {
    expect(read(file).parameters).toEqual(expected);
    expect(captionerOf(backend, read(file)).params).toEqual(expected);
  });

  it('unless its layer has another', () => {
    const file = writeSafetensors(without(pytorch, 'lstm.bias_hh_l0'));
    expect(() => read(file)).toThrow(/file: lstm\.bias_hh_l0: expected the second bias/);
  });

  it('in float64 if the others are', () => {
    const precise = Object.entries(without(rnn.parameters, 'b')).map(([name, { shape, data }]) => {
      return [name, { shape, data: Float64Array.from(data) }] as const;
    });
    expect(read(npz(Object.fromEntries(precise))).parameters.b).toEqual({ shape: [5], data: new Float64Array(5) });
  });
});
