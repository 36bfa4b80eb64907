import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError, OptionError } from '../../src/errors.ts';
import { tensor } from '../../src/tensor.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { caffe, conventionInWords, TORCHVISION } from '../../src/vision/convention.ts';
import { loadNetwork } from '../../src/vision/load_network.ts';
import { readNetworkFile } from '../../src/vision/network_file.ts';
import { TorchFile, torchFile } from '../support/torch_files.ts';
import { asTorchvision, SMALL_INPUT, type SmallWeights, smallFile, smallWeights } from './support/small_squeezenet.ts';

const weights = smallWeights('1.1');
const without = (name: string): SmallWeights =>
  Object.fromEntries(Object.entries(weights).filter(([key]) => key !== name));
const floats = (...shape: number[]) => tensor(shape, new Float32Array(shape.reduce((a, b) => a * b, 1)));

/** What reading a file of these tensors says. */
function refusal(tensors: SmallWeights, metadata = {}): string {
  return refusalOf(writeSafetensors(tensors, metadata));
}

function refusalOf(bytes: Uint8Array): string {
  try {
    readNetworkFile(bytes, 'net');
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    return String(error);
  }
  return 'read';
}

describe('weights of another network', () => {
  it.each<[string, SmallWeights, string]>([
    [
      'nothing known',
      { 'fc.weight': floats(2, 3), 'fc.bias': floats(2) },
      'net: expected the weights of SqueezeNet 1.0 or 1.1, found fc.weight, fc.bias',
    ],
    ['no tensors', {}, 'found no tensors at all'],
    [
      'AlexNet',
      { 'features.0.weight': floats(64, 3, 11, 11) },
      'net: features.0.weight: expected floats of shape (F, 3, 7, 7)',
    ],
    [
      'VGG',
      {
        'features.0.weight': floats(64, 3, 3, 3),
        'features.0.bias': floats(64),
        'features.2.weight': floats(64, 64, 3, 3),
      },
      'net: features.3.squeeze.weight: expected a tensor of',
    ],
    [
      'a layer more',
      { ...weights, 'fire10/squeeze1x1.weight': floats(2, 2, 1, 1) },
      'net: fire10/squeeze1x1.weight: expected tensors of SqueezeNet 1.1 only',
    ],
    ['a layer less', without('fire7/expand3x3.weight'), 'net: fire7/expand3x3.weight: expected a tensor of'],
    ['no bias', without('fire2/squeeze1x1.bias'), 'net: fire2/squeeze1x1.bias: expected a tensor of'],
    ['half a classifier', without('conv10.bias'), 'net: conv10.bias: expected a tensor of'],
    [
      'other channels',
      { ...weights, 'fire4/squeeze1x1.weight': floats(4, 11, 1, 1) },
      'net: fire4/squeeze1x1.weight: expected floats of shape (4, 12, 1, 1)',
    ],
    [
      '1.0 with the first convolution of 1.1',
      { ...smallWeights('1.0'), 'conv1.weight': floats(8, 3, 3, 3), 'fire4/squeeze1x1.weight': floats(4, 12, 3, 3) },
      'net: fire4/squeeze1x1.weight: expected floats of shape (4, 12, 1, 1)',
    ],
    [
      'integers',
      { ...weights, 'conv1.bias': tensor([8], new Int32Array(8)) as never },
      'net: conv1.bias: expected floats of shape (8), found integers',
    ],
  ])('%s: is refused by name', (_, tensors, message) => {
    expect(refusal(tensors)).toContain(message);
  });
});

describe('weights that are damaged', () => {
  it('not a number: are refused with their place', () => {
    const data = weights['fire3/expand3x3.weight']?.data.slice() ?? [];
    data[4 * 9 + 5] = Number.NaN;
    const tensors = { ...weights, 'fire3/expand3x3.weight': { shape: [8, 4, 3, 3], data } as never };
    expect(refusal(tensors)).toContain('net: fire3/expand3x3.weight[1, 0, 1, 2]: expected a finite number, found NaN');
  });

  it.each([
    ['safetensors', smallFile('1.0')],
    ['.pth', torchFile(asTorchvision('1.0', smallWeights('1.0')))],
  ])('cut anywhere: %s are refused', (_, bytes) => {
    for (let share = 0; share < 1; share += 0.07) {
      expect(refusalOf(bytes.subarray(0, Math.floor(share * bytes.length)))).not.toBe('read');
    }
  });

  it('of other files: say which', () => {
    expect(refusalOf(new TextEncoder().encode('<!doctype html><title>Not found</title>'))).toContain('a web page');
    expect(refusalOf(new TorchFile().save('a text'))).toContain('no tensors at all');
    const file = new TorchFile();
    expect(refusalOf(file.save({ call: 'os.system', args: ['true'] }))).toContain('os.system');
  });
});

describe('metadata', () => {
  it.each([
    ['input', 'something', 'net: metadata input: expected an input such as'],
    ['input', 'BGR, 37x38, minus (1,2,3)', 'net: metadata input'],
    ['input', 'BGR, 37x37, minus (1,2,3), divided by (1,0,1)', 'net: metadata input'],
    ['pooling', 'half', 'net: metadata pooling: expected floor or ceil, found half'],
  ])('%s: %s is refused', (name, value, message) => {
    expect(refusal(weights, { [name]: value })).toContain(message);
  });

  it('give size, order, mean and scale; else tensor names do', () => {
    const own = readNetworkFile(smallFile('1.1', { input: SMALL_INPUT }), 'net').convention;
    expect(own).toMatchObject({ inputSize: 37, order: 'BGR', mean: [100, 110, 120], deviation: [50, 60, 70] });
    const shared = 'BGR, 224x224 or 227x227, minus (104,117,123)';
    const caffe = readNetworkFile(smallFile('1.0', { input: shared }), 'net').convention;
    expect(caffe).toMatchObject({
      inputSize: 224,
      mean: [104, 117, 123],
      deviation: [1, 1, 1],
      ceil: true,
      classifierPad: 1,
    });
    expect(readNetworkFile(smallFile('1.1', {}), 'net').convention).toMatchObject({ inputSize: 227, classifierPad: 0 });
    const torch = readNetworkFile(torchFile(asTorchvision('1.1', weights)), 'net').convention;
    expect(torch).toMatchObject({ inputSize: 224, order: 'RGB', ceil: true, classifierPad: 0 });
  });
});

describe('a convention in words', () => {
  it('mentions a scale only if there is one', () => {
    expect(conventionInWords(caffe('1.1'))).toBe('bilinear 227 × 227, BGR minus (104, 117, 123)');
    expect(conventionInWords(TORCHVISION)).toMatch(/^bilinear 224 × 224, RGB minus \(.*\), divided by \(58\..*\)$/);
  });
});

describe('loadNetwork', () => {
  it('refuses arguments of the wrong kind', async () => {
    const load = loadNetwork as (...args: unknown[]) => Promise<unknown>;
    const backend = new CpuBackend();
    await expect(load({}, smallFile('1.0'), 'net')).rejects.toThrow(OptionError);
    await expect(load(backend, 'net.pth', 'net')).rejects.toThrow(OptionError);
    await expect(load(backend, smallFile('1.0'))).rejects.toThrow(OptionError);
    expect(backend.bytes).toBe(0);
  });
});
