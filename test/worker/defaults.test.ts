import { describe, expect, it } from 'vitest';
import { defaultsFor, fileDefaults, pixelDefaults, runDefaults } from '../../src/options/run_options.ts';

const epochsOf = (captions: number) => defaultsFor({ captions }).numEpochs;

describe('defaults of a run', () => {
  it('have more epochs the fewer captions there are, and never fewer than those of Scenes', () => {
    expect([100_000, 24_000, 8_000, 4_000].map(epochsOf)).toEqual([runDefaults.numEpochs, 3, 9, 18]);
  });

  it('do not let a handful of captions be memorised', () => {
    expect([100, 1].map(epochsOf)).toEqual([20, 20]);
  });

  it('are otherwise those of files, of Scenes, or of pixels', () => {
    expect(defaultsFor({})).toEqual(runDefaults);
    expect(defaultsFor({ features: 'pixels' })).toEqual(pixelDefaults);
    const { numEpochs: _, ...others } = fileDefaults;
    expect(defaultsFor({ captions: 4_000 })).toMatchObject(others);
  });
});
