import { describe, expect, it } from 'vitest';
import { noFiles } from '../../src/app/files.ts';
import { lackOf } from '../../src/app/lack.ts';
import { runDefaults } from '../../src/options/run_options.ts';

const good = { phase: 'ready', settings: runDefaults, meant: true, given: noFiles, noWebGPU: false } as const;
const wrong = { ...runDefaults, learningRate: Number.NaN, patience: -1 };
const partly = { ...noFiles, data: [new File([], 'coco2014_vocab.json')] };

describe('what is missing for a start', () => {
  it('is nothing when everything is available', () => {
    expect(lackOf(good)).toBeUndefined();
  });

  it.each([
    [{ settings: wrong }, /valid numbers/, ['set-learningRate', 'set-patience']],
    [{ settings: { ...wrong, patience: 0 } }, /a valid number/, ['set-learningRate']],
    [{ settings: { ...runDefaults, weightDecay: 201 } }, /^a number from 0 to 200, .*:$/, ['set-weightDecay']],
    [{ settings: { ...runDefaults, finetuneCnnAfter: 3 } }, /the run has 3 epochs:$/, ['set-finetuneCnnAfter']],
    [{ meant: false }, /data set/, ['files']],
    [{ meant: false, given: partly }, /data set/, ['files']],
    [{ phase: 'empty' }, /valid data/, ['data']],
    [{ noWebGPU: true }, /WebGPU/, ['no-webgpu']],
  ] as const)('%o', (change, what, ids) => {
    const lack = lackOf({ ...good, ...change });
    expect(lack?.what).toMatch(what);
    expect(lack?.places.map(({ id }) => id)).toEqual(ids);
  });
});
