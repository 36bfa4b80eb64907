import { describe, expect, it } from 'vitest';
import { loadCaptioner, saveCheckpoint, saveForPyTorch } from '../../src/checkpoint/save_and_load.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError, OptionError } from '../../src/errors.ts';
import { tensor } from '../../src/tensor.ts';
import { writeSafetensors } from '../../src/tensor_files/safetensors.ts';
import { smallDataset } from '../support/dataset.ts';
import { outcomeOf, quietTrainer, resumeData, savedAt, startedModel } from '../support/resume.ts';

const backend = new CpuBackend({ precision: 'float32' });
const { vocabulary } = resumeData;
const features = tensor([2, 4], [1, 0.5, -1, 0, 0, -2, 0.3, 1]);

describe('loadCaptioner', () => {
  it('returns the saved model, and the rest of the file', async () => {
    const model = startedModel(backend, 'lstm');
    const notes = { learnt: 'by heart' };
    const bytes = await saveCheckpoint(model, { data: resumeData, notes });
    const loaded = await loadCaptioner(backend, bytes, 'saved');
    expect(loaded.model.params).toEqual(model.params);
    expect(await loaded.model.caption(features)).toEqual(await model.caption(features));
    expect(loaded).toMatchObject({ vocabulary, notes, dataset: { name: 'small' } });
    expect(['step' in loaded, 'remark' in loaded]).toEqual([false, false]);
    expect(() => loaded.resume(quietTrainer(loaded.model, {}))).toThrow(/weights only/);
  });

  it('checks that data are those of the training', async () => {
    const { checkData, step } = await loadCaptioner(backend, await savedAt(backend, 'rnn', 3, {}), 'saved');
    expect(step).toBe(3);
    checkData(resumeData);
    expect(() => checkData(smallDataset({ seed: 9 }))).toThrow(CheckpointError);
  });

  it('resumes no trainer with other data or options, and leaves it unchanged', async () => {
    const { model, resume } = await loadCaptioner(backend, await savedAt(backend, 'rnn', 3, {}), 'saved');
    const trainer = quietTrainer(model, { updateRule: 'rmsprop' });
    const before = structuredClone(outcomeOf(trainer));
    expect(() => resume(trainer)).toThrow(OptionError);
    expect(outcomeOf(trainer)).toEqual(before);
    expect(() => resume({} as never)).toThrow(/resume: trainer: expected a CaptioningTrainer/);
  });

  it('reads weights of other programs, with given words', async () => {
    const model = startedModel(backend, 'lstm');
    const file = await saveForPyTorch(model, { data: resumeData });
    const { params } = (await loadCaptioner(backend, file, 'for PyTorch')).model;
    expect(params).toEqual(model.params);
    const plain = writeSafetensors({ ...model.params });
    await expect(loadCaptioner(backend, plain, 'plain')).rejects.toThrow(/plain: expected words in the file/);
    const loaded = await loadCaptioner(backend, plain, 'plain', { vocabulary });
    expect(loaded.model.params).toEqual(model.params);
  });

  it('names the file that it cannot read', async () => {
    await expect(loadCaptioner(backend, Uint8Array.of(1, 2, 3), 'mine.pth')).rejects.toThrow(/mine\.pth/);
  });
});
