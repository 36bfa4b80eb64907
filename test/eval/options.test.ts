import { describe, expect, it } from 'vitest';
import { readOptions } from '../../scripts/eval/eval_options.ts';
import { OptionError } from '../../src/errors.ts';

describe('options of npm run eval', () => {
  it('choose what is captioned, and how', () => {
    const line =
      '--checkpoint best.safetensors --data ../flickr8k --split val --images 50 --beam 5 --length-normalization 0.7' +
      ' --no-repeat --no-trigram --suppress-unk --bad-endings a,with --against-greedy --browser firefox --out x.json';
    expect(readOptions(line.split(' '))).toEqual({
      checkpoint: 'best.safetensors',
      data: '../flickr8k',
      split: 'val',
      images: 50,
      decoding: {
        method: 'beam',
        beamWidth: 5,
        lengthNormalization: 0.7,
        noImmediateRepeat: true,
        noRepeatedTrigram: true,
        suppressUnknown: true,
        badEndings: ['a', 'with'],
      },
      againstGreedy: true,
      browser: 'firefox',
      node: false,
      backend: 'webgpu',
      out: 'x.json',
    });
  });

  it('require only a checkpoint', () => {
    const none = { decoding: {}, againstGreedy: false, browser: 'chromium', node: false, backend: 'webgpu' };
    expect(readOptions(['--checkpoint', 'a'])).toEqual({ checkpoint: 'a', ...none });
    expect(readOptions(['--help'])).toBe('help');
    expect(readOptions(['--checkpoint', 'a', '--node'])).toEqual({ checkpoint: 'a', ...none, node: true });
    const sample = '--checkpoint a --method sample --temperature 0.5 --top-k 0 --top-p 0.9 --seed 3';
    expect(readOptions(sample.split(' '))).toMatchObject({
      decoding: { method: 'sample', temperature: 0.5, topK: 0, topP: 0.9, seed: 3 },
    });
  });

  it.each([
    ['', '--checkpoint FILE'],
    ['--beam 3', '--checkpoint FILE'],
    ['--checkpoint', 'a value'],
    ['--checkpoint a --beam 11', 'an integer from 1 to 10'],
    ['--checkpoint a --method greedy --beam 3', 'one of method'],
    ['--checkpoint a --method beam --temperature 2', 'one of method'],
    ['--checkpoint a --top-p 0', 'a number above 0 and at most 1'],
    ['--checkpoint a --against-greedy', '--method beam'],
    ['--checkpoint a --node --browser firefox', 'no --node'],
    ['--checkpoint a --hidden 5', 'one of --checkpoint, '],
  ])('%s is an error', (line, expected) => {
    let caught: unknown;
    try {
      readOptions(line.split(' ').filter((word) => word !== ''));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(OptionError);
    expect((caught as OptionError).fault.expected).toContain(expected);
  });
});
