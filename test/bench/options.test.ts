import { expect, it } from 'vitest';
import { readOptions } from '../../bench/options.ts';
import { OptionError } from '../../src/errors.ts';

it('measures everything but other libraries, in Chromium, if nothing is said', () => {
  expect(readOptions([])).toEqual({
    sections: ['kernels', 'gemm', 'steps', 'cpu', 'growth', 'plan', 'js', 'budgets'],
    browser: 'chromium',
    quick: false,
    out: 'bench/results',
  });
});

it('reads its options', () => {
  const args = ['--sections', 'peers,js', '--browser', 'firefox', '--quick', '--out', 'x'];
  expect(readOptions(args)).toEqual({ sections: ['peers', 'js'], browser: 'firefox', quick: true, out: 'x' });
  expect(readOptions(['--help'])).toBe('help');
});

it.each([
  [['--fast'], /--fast/],
  [['kernels'], /kernels/],
  [['--sections', 'kernels,loops'], /--sections: expected one of kernels, gemm, steps.*found loops/],
  [['--sections', ''], /--sections/],
  [['--browser', 'safari'], /--browser: expected one of chromium, firefox, found safari/],
  [['--out'], /--out/],
])('%j is an error that says so', (args, message) => {
  expect(() => readOptions(args)).toThrow(OptionError);
  expect(() => readOptions(args)).toThrow(message);
});
