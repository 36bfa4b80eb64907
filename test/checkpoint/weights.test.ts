import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { captionerOf, loadInto } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { exportForPyTorch, toPyTorch } from '../../src/checkpoint/pytorch.ts';
import { importWeights } from '../../src/checkpoint/weights.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import { swapLastGates } from '../../src/ops/gate_order.ts';
import { tensor } from '../../src/tensor.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { npz } from '../support/numpy_files.ts';
import { resumeData, savedAt, startedModel } from '../support/resume.ts';
import { torchFile } from '../support/torch_files.ts';

const backend = new CpuBackend({ precision: 'float32' });
const { vocabulary } = resumeData;
const bytes = await savedAt(backend, 'lstm', 3, { updateRule: 'adam' });
const lstm = decodeCheckpoint(bytes, 'lstm');
const rnn = decodeCheckpoint(await savedAt(backend, 'rnn', 3, {}), 'rnn');

/** As Node's readFile gives a small file. */
const partOfABuffer = (bytes: Uint8Array) => Buffer.concat([Buffer.from('before'), bytes]).subarray(6);

describe('weights of other programs', () => {
  it.each([
    ['safetensors, lstm', writeSafetensors(lstm.parameters), lstm],
    ['safetensors, rnn', writeSafetensors(rnn.parameters), rnn],
    ['NumPy, format 1', npz(lstm.parameters), lstm],
    ['NumPy, format 2 in Fortran order', npz(lstm.parameters, { version: 2, fortran: true }), lstm],
    ['NumPy, format 3', npz(rnn.parameters, { version: 3 }), rnn],
    ['PyTorch, lstm', writeSafetensors(toPyTorch(lstm)), lstm],
    ['PyTorch, rnn', exportForPyTorch(rnn), rnn],
    ['PyTorch, lstm, torch.save', torchFile(toPyTorch(lstm)), lstm],
    ['PyTorch, rnn, torch.save', torchFile(toPyTorch(rnn)), rnn],
    ["CS231n's names, torch.save", torchFile({ ...lstm.parameters }), lstm],
    ['a checkpoint', bytes, lstm],
    ['a checkpoint as part of a larger Buffer', partOfABuffer(bytes), lstm],
    ['NumPy as part of a larger Buffer', partOfABuffer(npz(lstm.parameters)), lstm],
    ['torch.save as part of a larger Buffer', partOfABuffer(torchFile(toPyTorch(lstm))), lstm],
  ])('%s', (_, file, { configuration, parameters }) => {
    const found = importWeights(file, 'file', vocabulary);
    expect(found.parameters).toEqual(parameters);
    expect(found.configuration).toMatchObject({ ...configuration, seed: found.configuration.seed });
    expect(captionerOf(backend, found).params).toEqual(parameters);
  });

  it('in float64 keep their digits', () => {
    const precise = { ...rnn.parameters, b: tensor([5], Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5)) };
    expect(importWeights(npz(precise), 'file', vocabulary).parameters.b).toEqual(precise.b);
  });

  const { Wx: _, ...lacking } = lstm.parameters;
  const [zip, wide] = [npz(lstm.parameters), { ...lstm.parameters, b: tensor([5], [1, 2, 3, 4, 5]) }];
  it.each([
    ['a parameter that is missing', writeSafetensors(lacking), /Wx: .*no such tensor.*embed, proj, lstm or rnn/],
    ['a shape that does not fit', npz(wide), /b: expected floats of shape \(20\), found floats of shape \(5\)/],
    ['a truncated zip file', zip.slice(0, zip.length - 30), /zip file/],
    [
      'an array of another type',
      zipSync({ 'b.npy': strToU8("\x93NUMPY\x01\x00\x40\x00{'descr': '<i8'", true) }),
      /b: /,
    ],
    [
      'what is no file of weights',
      strToU8('not a file of weights at all'),
      /expected weights: safetensors.*found a file of another kind/,
    ],
  ])('%s is refused', (_, file, message) => {
    expect(() => importWeights(file, 'file', vocabulary)).toThrow(CheckpointError);
    expect(() => importWeights(file, 'file', vocabulary)).toThrow(message);
  });

  it('with another number of words, or unknown words, are refused', () => {
    const words = { ...vocabulary, idxToWord: vocabulary.idxToWord.slice(0, 8) };
    expect(() => importWeights(writeSafetensors(lstm.parameters), 'file', words)).toThrow(
      /W_embed: .*\(8, 3\).*\(9, 3\)/,
    );
    expect(() => importWeights(writeSafetensors(lstm.parameters), 'file')).toThrow(/vocabulary/);
    expect(importWeights(exportForPyTorch(lstm), 'file').vocabulary).toEqual(vocabulary.idxToWord);
  });

  it('load into a running model if they match, and leave it unchanged if not', () => {
    const model = startedModel(backend, 'lstm');
    const before = model.params;
    expect(() => loadInto(model, rnn, vocabulary.idxToWord)).toThrow(CheckpointError);
    expect(() => loadInto(model, lstm, [...vocabulary.idxToWord].reverse())).toThrow(/word 0 of 9/);
    expect(model.params).toBe(before);
    loadInto(model, lstm, vocabulary.idxToWord);
    expect(model.params).toEqual(lstm.parameters);
  });
});

describe('PyTorch', () => {
  it('has the gates in the order i f g o, transposed, and two biases that are added', () => {
    // Two rows of i f o g with two units each.
    const rows = Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18);
    const swapped = swapLastGates(rows, 2);
    expect([...swapped]).toEqual([1, 2, 3, 4, 7, 8, 5, 6, 11, 12, 13, 14, 17, 18, 15, 16]);
    expect(swapLastGates(swapped, 2)).toEqual(rows);
    const names = toPyTorch(lstm);
    const weight = names['lstm.weight_ih_l0'];
    const [W, H] = [3, 5];
    expect(weight?.shape).toEqual([4 * H, W]);
    // Row H · 2 of PyTorch is unit 0 of gate g, which CS231n has in column H · 3.
    expect(weight?.data[2 * H * W + 1]).toBe(lstm.parameters.Wx.data[4 * H + 3 * H]);
    const second = { shape: [20], data: new Float32Array(20).fill(0.5) };
    const twice = importWeights(writeSafetensors({ ...names, 'lstm.bias_hh_l0': second }), 'file', vocabulary);
    expect([...twice.parameters.b.data]).toEqual([...lstm.parameters.b.data.map((value) => value + 0.5)]);
  });
});
