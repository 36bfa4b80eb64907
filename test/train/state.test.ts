import { describe, expect, it } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { DataError, ShapeError } from '../../src/errors.ts';
import { CaptioningRNN } from '../../src/model/captioning_rnn.ts';
import type { RunOptions } from '../../src/options/run_options.ts';
import { settingsOf, type TrainingState } from '../../src/train/state.ts';
import { CaptioningTrainer } from '../../src/train/trainer.ts';
import { checkTrainerOptions, type TrainerOptions } from '../../src/train/trainer_options.ts';
import { trainerOptions, withDefaults } from '../../src/worker/run_settings.ts';
import { smallDataset } from '../support/dataset.ts';

const saved = (options: TrainerOptions) => JSON.stringify(settingsOf(checkTrainerOptions(options)));

describe('the settings of a saved training', () => {
  // Of the program before options were declared in tables: what has come since is `savedUnlessDefault`.
  it('are the same bytes as in earlier versions', () => {
    expect(saved({})).toBe(
      '{"updateRule":"sgd","updaterConfig":{"momentum":0,"decayRate":0,"epsilon":0,"beta1":0,"beta2":0,"learningRate":0.01},"lrDecay":1,"batchSize":100,"sampling":"random","seed":0,"regularisation":{"wordDropout":0,"outputDropout":0,"seed":0,"labelSmoothing":0},"update":{"weightDecay":0},"split":"train"}',
    );
    expect(saved(trainerOptions(withDefaults({})))).toBe(
      '{"updateRule":"adam","updaterConfig":{"momentum":0,"decayRate":0,"epsilon":1e-8,"beta1":0.9,"beta2":0.999,"learningRate":0.005},"lrDecay":0.9,"schedule":{"kind":"step","warmUp":0,"floor":0,"factor":0.5,"patience":1,"threshold":0.001},"batchSize":64,"sampling":"shuffled","seed":231,"regularisation":{"wordDropout":0,"outputDropout":0,"seed":231,"labelSmoothing":0},"update":{"weightDecay":0},"split":"train"}',
    );
    const regularised: RunOptions = {
      ...{ schedule: 'plateau', clipNorm: 5, wordDropout: 0.1, labelSmoothing: 0.2, weightDecay: 0.3 },
      ...{ scheduledSampling: 0.4, warmupSteps: 3, updateRule: 'rmsprop' },
    };
    expect(saved(trainerOptions(withDefaults(regularised)))).toBe(
      '{"updateRule":"rmsprop","updaterConfig":{"momentum":0,"decayRate":0.99,"epsilon":1e-8,"beta1":0,"beta2":0,"learningRate":0.005},"lrDecay":1,"schedule":{"kind":"plateau","warmUp":3,"floor":0,"factor":0.9,"patience":0,"threshold":0.001},"batchSize":64,"sampling":"shuffled","seed":231,"regularisation":{"wordDropout":0.1,"outputDropout":0,"seed":231,"labelSmoothing":0.2},"update":{"clipNorm":5,"weightDecay":0.3},"scheduledSampling":{"start":0.4,"perEpoch":0,"most":1},"split":"train"}',
    );
  });
});

describe('a state to restore', () => {
  it('whose parts belong to different trainings is refused, and the trainer is unchanged', async () => {
    const data = smallDataset();
    const { wordToIdx } = data.vocabulary;
    const sizes = { inputDim: 4, wordvecDim: 3, hiddenDim: 5, cellType: 'lstm' } as const;
    const model = new CaptioningRNN(new CpuBackend(), { wordToIdx, ...sizes });
    const options = { updateRule: 'adam', batchSize: 4, maxSteps: 2, verbose: false } as const;
    const trainer = new CaptioningTrainer(model, data, options);
    await trainer.train();
    const state = await trainer.state();
    const { b, ...others } = state.moments.v ?? {};
    const moments = (data: Float32Array) => ({ ...state.moments, v: { ...others, b: { shape: [20], data } } });
    const negative = new Float32Array(20).fill(-1, 7, 8);
    const broken = new Float32Array(20).fill(Number.NaN, 3, 4);
    const faults: readonly [object, typeof ShapeError | typeof DataError, RegExp][] = [
      [{ lossHistory: [1] }, ShapeError, /lossHistory.*2 steps.*found 1/],
      [{ gradientNormHistory: [] }, ShapeError, /gradientNormHistory.*2 steps.*found 0/],
      [{ moments: moments(negative) }, DataError, /moment v: b\[7\].*mean of squares.*-1/],
      [{ moments: moments(broken) }, DataError, /moment v: b\[3\].*finite.*NaN/],
    ];
    for (const [parts, kind, message] of faults) {
      const restore = () => trainer.restore({ ...state, ...parts } as TrainingState);
      expect(restore).toThrow(kind);
      expect(restore).toThrow(message);
    }
    expect(b?.shape).toEqual([20]);
    expect(await trainer.state()).toEqual(state);
  });
});
