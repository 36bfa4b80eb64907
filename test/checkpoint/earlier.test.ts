import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCaptioner } from '../../src/checkpoint/save_and_load.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { createScenes } from '../../src/data/scenes/dataset.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';

/**
 * Saved at commit 7a61700, which wrote Scenes to HDF5 files and read them again, after 5 of 12 steps; it then came to these losses and
 * biases.
 */
const file = readFileSync(join(import.meta.dirname, 'scenes_7a61700.safetensors'));
const losses = [
  31.169755935668945, 30.793848037719727, 31.191272735595703, 30.531749725341797, 28.200511932373047, 33.02018737792969,
  34.24050521850586, 28.208595275878906, 30.308935165405273, 29.8699951171875, 29.25528907775879, 28.87826919555664,
];
const biases = [
  0.03866707906126976, -0.002382277976721525, 0.05221958085894585, 0.004135469440370798, 0.06698868423700333,
  -0.0009101851610466838, 0.3724755346775055, 0.09728744626045227,
];
const options = {
  updateRule: 'sgdMomentum',
  updaterConfig: { learningRate: 0.01, momentum: 0.9 },
  sampling: 'shuffled',
  batchSize: 7,
  numEpochs: 100,
  maxSteps: 12,
  seed: 6,
  verbose: false,
} as const;

describe('a checkpoint of Scenes from before createDataset', () => {
  it('resumes with the same bits', async () => {
    const { data } = await createScenes({ train: 12, val: 2, test: 2, seed: 3 });
    const { model, resume, checkData, step } = await loadCaptioner(new CpuBackend(), file, 'earlier');
    checkData(data);
    expect(step).toBe(5);
    const trainer = new CaptioningTrainer(model, data, options);
    resume(trainer);
    await trainer.train();
    expect(trainer.lossHistory).toEqual(losses);
    expect([...model.params.b.data]).toEqual(biases);
  });
});
