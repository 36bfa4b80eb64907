import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { helpFor, readOptions } from '../../bench/bench_options.ts';
import { defaultSections, installedSections, sectionNames } from '../../bench/section_names.ts';
import { OptionError } from '../../src/errors.ts';
import { root } from '../house/sources.ts';

it('by default compares every kernel with the CPU and measures training steps, in Chromium', () => {
  expect(readOptions([])).toEqual({
    sections: ['parity', 'steps'],
    host: 'chromium',
    software: false,
    quick: false,
    libraries: true,
    out: 'bench/results',
  });
});

it('reads its options', () => {
  const args = ['--sections', 'peers,js', '--browser', 'firefox', '--quick', '--out', 'x'];
  expect(readOptions(args)).toEqual({
    sections: ['peers', 'js'],
    host: 'firefox',
    software: false,
    quick: true,
    libraries: true,
    out: 'x',
  });
  expect(readOptions(['--help'])).toBe('help');
});

it.each([
  [['--fast'], /--fast/],
  [['kernels'], /kernels/],
  [['--sections', 'kernels,loops'], /--sections: expected one of parity, goals, kernels, gemm, steps.*found loops/],
  [['--sections', ''], /--sections/],
  [['--browser', 'safari'], /--browser: expected one of chromium, firefox, found safari/],
  [['--out'], /--out/],
  [['--quick=yes'], /--quick.*no value, found yes/],
])('%j is an error that says so', (args, message) => {
  expect(() => readOptions(args)).toThrow(OptionError);
  expect(() => readOptions(args)).toThrow(message);
});

describe('in Node', () => {
  it('reads its options', () => {
    expect(readOptions(['--node', '--software', '--sections', 'parity,goals,peers'])).toMatchObject({
      host: 'node',
      software: true,
      sections: ['parity', 'goals', 'peers'],
    });
  });

  it.each([
    [
      ['--node', '--sections', 'js,budgets'],
      /--sections: expected with --node, some of parity, .*found budgets, which/,
    ],
    [
      ['--node', '--browser', 'chromium'],
      /^fourgate bench: --node: expected no --browser beside it, found --browser chromium/,
    ],
    [['--software', '--browser', 'firefox'], /--software: expected Chromium or --node, found --browser firefox/],
  ])('%j is an error that says so', (args, message) => {
    expect(() => readOptions(args)).toThrow(OptionError);
    expect(() => readOptions(args)).toThrow(message);
  });
});

describe('installed as a package', () => {
  it('measures Fourgate alone', () => {
    expect(readOptions(['--sections', 'pictures,goals'], true)).toMatchObject({
      sections: ['pictures', 'goals'],
      libraries: false,
    });
    const help = helpFor('fourgate bench', true);
    expect(help).toContain(`--sections LIST             of ${installedSections.join(', ')}, with commas`);
    expect(help).not.toMatch(/budgets|peers/);
  });

  it.each(['peers', 'budgets'])('names where section %s is', (name) => {
    const message = new RegExp(`expected some of parity.*found ${name}, which the package has no.* npm run bench in`);
    expect(() => readOptions(['--sections', `js,${name}`], true)).toThrow(OptionError);
    expect(() => readOptions(['--sections', `js,${name}`], true)).toThrow(message);
  });
});

it('lists every option, and where results go', () => {
  const help = helpFor('node bench.js');
  expect(help).toMatch(/^node bench\.js \[options\]/);
  for (const option of ['sections', 'browser', 'node', 'software', 'quick', 'out', 'help']) {
    expect(help).toContain(`--${option}`);
  }
  expect(help).toContain('(default: bench/results)');
});

it('README says what each section measures', () => {
  const [, paragraph = ''] = readFileSync(join(root, 'README.md'), 'utf8').split('`npm run bench` saves JSON');
  const about = paragraph.split('\n\n')[0] ?? '';
  expect(sectionNames.filter((name) => !about.includes(`\`${name}\``))).toEqual([]);
  expect(defaultSections.filter((name) => !about.split('`--sections`')[0]?.includes(`\`${name}\``))).toEqual([]);
});
