import { expect, it } from 'vitest';
import { labelOf, runDefaults } from '../../src/options/run_options.ts';

it('every option of a run has a label, which a fault can name', () => {
  const unnamed = Object.keys(runDefaults).filter((option) => !labelOf(option));
  expect(unnamed).toEqual([]);
  expect(labelOf('hiddenDim')).toBe('Hidden units');
  expect(labelOf('no such option')).toBeUndefined();
});
