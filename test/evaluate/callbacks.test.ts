import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { loadCocoData } from '../../src/data/load_coco.ts';
import { createScenes } from '../../src/data/scenes/dataset.ts';
import { evaluateCaptions } from '../../src/evaluate/evaluate_captions.ts';
import { teacherForcedLoss } from '../../src/evaluate/teacher_forced_loss.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import { cocoFolder, filesOf } from '../data/support/coco_folder.ts';
import { smallDataset } from '../support/dataset.ts';

const data = smallDataset();
const { wordToIdx } = data.vocabulary;
const model = new CaptioningRNN(new CpuBackend(), { wordToIdx, inputDim: 4, wordvecDim: 3, hiddenDim: 5 });
const fault = new Error('a fault of the caller');

type OnProgress = () => void;

/** Everything that tells of its progress. */
const works: Readonly<Record<string, (onProgress?: OnProgress) => Promise<unknown>>> = {
  evaluateCaptions: (onProgress) => evaluateCaptions(model, data, 'train', { ...(onProgress && { onProgress }) }),
  teacherForcedLoss: (onProgress) =>
    teacherForcedLoss(model, data, 'train', { batchSize: 2, ...(onProgress && { onProgress }) }),
  loadCocoData: async (onProgress) => {
    const files = await filesOf(cocoFolder());
    (await loadCocoData({ name: 'small', files }, { ...(onProgress && { onProgress }) })).close();
  },
  createScenes: (onProgress) => createScenes({ train: 1, val: 1, test: 1, ...(onProgress && { onProgress }) }),
};

const faults: Readonly<Record<string, OnProgress>> = {
  'that throws': () => {
    throw fault;
  },
  'whose promise rejects': () => Promise.reject(fault),
};

describe.each(Object.keys(works))('%s', (name) => {
  it.each(Object.keys(faults))('ends with the fault of an onProgress %s, and can be called again', async (kind) => {
    await expect(works[name]?.(faults[kind])).rejects.toBe(fault);
    await expect(works[name]?.()).resolves.not.toBe(fault);
  });
});
