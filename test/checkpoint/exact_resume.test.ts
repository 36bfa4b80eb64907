import { describe, expect, it } from 'vitest';
import { captionerOf, checkpointOf, resumeTraining } from '../../src/checkpoint/apply.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError, OptionError, TrainingError } from '../../src/errors.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { smallDataset } from '../support/dataset.ts';
import { outcomeOf, quietTrainer, resumeData, resumed, savedAt, startedModel, unbroken } from '../support/resume.ts';
import { UPDATE_RULES } from '../support/update_rules.ts';

const backend = new CpuBackend({ precision: 'float32' });
const samplings = ['random', 'shuffled'] as const;

describe('60 steps are 30 steps, saved and loaded, and 30 more, bit for bit', () => {
  const cases = UPDATE_RULES.flatMap((updateRule) =>
    samplings.flatMap((sampling) => (['rnn', 'lstm'] as const).map((cell) => ({ updateRule, sampling, cell }))),
  );
  // 31: in the middle of a shuffled epoch.
  it.each(cases)('$cell $updateRule $sampling', async ({ updateRule, sampling, cell }) => {
    const options: TrainerOptions = { updateRule, sampling, seed: 5, lrDecay: 0.95 };
    const whole = await unbroken(backend, cell, 60, options);
    for (const steps of [30, 31]) {
      const bytes = await savedAt(backend, cell, steps, options);
      expect(await resumed(backend, bytes, 60, options)).toEqual(whole);
    }
  });

  it('in float64, with dropout', async () => {
    const precise = new CpuBackend({ precision: 'float64' });
    const options: TrainerOptions = { updateRule: 'adam', sampling: 'shuffled', dropout: { words: 0.3, output: 0.3 } };
    const whole = await unbroken(precise, 'lstm', 20, options);
    expect(await resumed(precise, await savedAt(precise, 'lstm', 10, options), 20, options)).toEqual(whole);
  });

  it('after a training that had finished, and was saved twice', async () => {
    const options: TrainerOptions = { updateRule: 'adam', sampling: 'shuffled' };
    const save = async (bytes?: Uint8Array) => {
      const from = bytes && decodeCheckpoint(bytes, 'first');
      const model = from ? captionerOf(backend, from) : startedModel(backend, 'lstm');
      const trainer = quietTrainer(model, { ...options, maxSteps: 7 });
      if (from) resumeTraining(trainer, from, resumeData);
      await trainer.train();
      return encodeCheckpoint(await checkpointOf(model, { data: resumeData, trainer }));
    };
    const twice = await save(await save());
    expect(await resumed(backend, twice, 14, options)).toEqual(await unbroken(backend, 'lstm', 14, options));
  });
});

describe('a mismatch is refused, and nothing is changed', () => {
  const options: TrainerOptions = { updateRule: 'adam', maxSteps: 12 };

  it.each([
    ['another rule', { updateRule: 'sgd' }, resumeData, OptionError, /updateRule.*"adam".*"sgd"/],
    ['another rate', { updaterConfig: { learningRate: 0.5 } }, resumeData, OptionError, /updaterConfig/],
    ['another batch size', { batchSize: 5 }, resumeData, OptionError, /batchSize.*4.*5/],
    ['another sampling', { sampling: 'shuffled' }, resumeData, OptionError, /sampling/],
    ['other data', {}, smallDataset({ seed: 9 }), CheckpointError, /data set.*small/],
    ['other words', {}, otherWords(), CheckpointError, /word 4 of 9.*"other"/],
  ] as const)('%s', async (_, other, data, kind, message) => {
    const checkpoint = decodeCheckpoint(await savedAt(backend, 'lstm', 4, options), 'test');
    const trainer = quietTrainer(startedModel(backend, 'lstm'), { ...options, ...other });
    const before = structuredClone(outcomeOf(trainer));
    const resume = () => resumeTraining(trainer, checkpoint, data);
    expect(resume).toThrow(kind);
    expect(resume).toThrow(message);
    await trainer.model.readParams();
    expect(outcomeOf(trainer)).toEqual(before);
    await trainer.train();
    const fresh = quietTrainer(startedModel(backend, 'lstm'), { ...options, ...other });
    await fresh.train();
    expect(outcomeOf(trainer)).toEqual(outcomeOf(fresh));
  });

  it('another cell', async () => {
    const checkpoint = decodeCheckpoint(await savedAt(backend, 'rnn', 4, options), 'test');
    const trainer = quietTrainer(startedModel(backend, 'lstm'), options);
    expect(() => resumeTraining(trainer, checkpoint, resumeData)).toThrow(/model: expected lstm.*found rnn/);
  });

  it('no state is returned while steps are in flight', async () => {
    const trainer = quietTrainer(startedModel(backend, 'lstm'), options);
    const training = trainer.train();
    await expect(trainer.state()).rejects.toThrow(TrainingError);
    await training;
    expect((await trainer.state()).step).toBe(12);
  });
});

function otherWords() {
  const idxToWord = resumeData.vocabulary.idxToWord.map((word, index) => (index === 4 ? 'other' : word));
  const wordToIdx = Object.fromEntries(idxToWord.map((word, index) => [word, index]));
  return { ...resumeData, vocabulary: { idxToWord, wordToIdx } };
}
