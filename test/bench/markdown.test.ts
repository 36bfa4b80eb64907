import { expect, it } from 'vitest';
import { adapterText, cellText, digits } from '../../bench/format.ts';
import { markdown } from '../../bench/markdown.ts';
import type { Circumstances, Results } from '../../bench/results.ts';

const circumstances: Circumstances = {
  adapter: 'swiftshader',
  software: true,
  browser: 'Chrome/143',
  machine: '2-core x86-64 machine',
  commit: 'abc1234',
  date: '2026-11-22T02:00:00.000Z',
  quick: true,
};

const results: Results = {
  circumstances,
  sections: [
    {
      section: 'kernels',
      title: 'Every kernel',
      tables: [
        {
          caption: 'Kernels',
          columns: [
            { label: 'kernel', unit: 'text' },
            { label: 'a call', unit: 'ms' },
            { label: '', unit: 'GB/s' },
            { label: 'of the ceiling', unit: '%' },
          ],
          rows: [
            ['a|b', { median: 0.01234, min: 0.01, max: 1234.5, runs: 3 }, 2.5, 0.456],
            ['wrong', null, null, null],
          ],
        },
      ],
      plots: [],
      notes: ['A note.'],
      faults: ['wrong: [0]: expected 1, found 2'],
    },
  ],
};

it('writes circumstances, spreads, units, faults and notes', () => {
  const lines = markdown(results).split('\n');
  expect(lines[2]).toBe(
    'Adapter: **swiftshader (software adapter, not a GPU)**. Chrome/143, 2-core x86-64 machine, commit abc1234, 2026-11-22T02:00:00.000Z, quick run.',
  );
  expect(lines).toContain('| kernel | a call, ms | GB/s | of the ceiling, % |');
  expect(lines).toContain('| --- | ---: | ---: | ---: |');
  expect(lines).toContain('| a\\|b | 0.0123 (0.0100–1,235) | 2.50 | 46 |');
  expect(lines).toContain('| wrong | – | – | – |');
  expect(lines).toContain('- **Not timed:** wrong: [0]: expected 1, found 2');
  expect(lines).toContain('- A note.');
});

it('survives JSON unchanged', () => {
  expect(markdown(JSON.parse(JSON.stringify(results)))).toBe(markdown(results));
});

it('never names a software adapter without saying so', () => {
  expect(adapterText(circumstances)).toContain('software adapter');
  expect(adapterText({ adapter: 'NVIDIA', software: false })).toBe('NVIDIA');
  expect(adapterText({ adapter: 'NVIDIA', driver: '580.1', software: false })).toBe('NVIDIA, driver 580.1');
  expect(adapterText({ ...circumstances, driver: '5.0.0' })).toContain('driver 5.0.0 (software adapter');
});

it('shows no spread of a single run', () => {
  expect(cellText({ median: 2, min: 2, max: 2, runs: 1 }, { label: '', unit: 'ms' })).toEqual({ text: '2.00' });
});

it.each([
  [12_345.6, '12,346'],
  [99.44, '99.4'],
  [1, '1.00'],
  [0.000_000_123_4, '0.000000123'],
  [Number.POSITIVE_INFINITY, '–'],
])('writes %d as %s', (value, text) => {
  expect(digits(value)).toBe(text);
});
