import { expect, it } from 'vitest';
import { effectOf } from '../../src/app/settings_fields.ts';
import { labelOf, runDefaults } from '../../src/options/run_options.ts';

it('every option of a run has a label that a fault can name', () => {
  const unnamed = Object.keys(runDefaults).filter((option) => !labelOf(option));
  expect(unnamed).toEqual([]);
  expect(labelOf('hiddenDim')).toBe('Hidden units');
  expect(labelOf('no such option')).toBeUndefined();
});

it('every option of a run says what another value does', () => {
  const silent = Object.keys(runDefaults).filter((option) => !/^[A-Z].{40,}\.$/.test(effectOf(option) ?? ''));
  expect(silent).toEqual([]);
  expect(effectOf('hiddenDim')).toMatch(/^Hidden units\. More units/);
  expect(effectOf(undefined)).toBeUndefined();
});
