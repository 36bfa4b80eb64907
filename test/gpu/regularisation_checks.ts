import { CpuBackend } from '../../src/cpu/backend.ts';
import type { TrainerOptions } from '../../src/train/trainer_options.ts';
import { atMost, equal } from './check.ts';
import { withBackend } from './shared_devices.ts';
import { CELLS, trainer } from './small_captioner.ts';

const STEPS = 4;

/** Trainings whose losses on the GPU must be those on the CPU: from the second on they depend on the gradients too. */
const trainings: Readonly<Record<string, TrainerOptions>> = {
  'dropout of words and output': { dropout: { words: 0.3, output: 0.5 } },
  'label smoothing, clipping and weight decay': {
    labelSmoothing: 0.1,
    clipNorm: 1,
    clipValue: 0.01,
    weightDecay: 0.1,
    updaterConfig: { learningRate: 1 },
  },
  'scheduled sampling': { scheduledSampling: { start: 0.5 } },
};

export const regularisationChecks: Readonly<Record<string, () => Promise<void>>> = Object.fromEntries(
  CELLS.flatMap((cell) =>
    Object.entries(trainings).map(([name, options]) => [
      `${cell} training with ${name} agrees with the CPU`,
      () =>
        withBackend(async (backend) => {
          const settings: TrainerOptions = { maxSteps: STEPS, updateRule: 'sgd', ...options };
          const gpu = trainer(backend, cell, settings);
          const cpu = trainer(new CpuBackend({ precision: 'float64' }), cell, settings);
          cpu.model.setParams(gpu.model.params);
          await gpu.trainer.train();
          await cpu.trainer.train();
          equal(gpu.trainer.lossHistory.length, STEPS, 'steps');
          cpu.trainer.lossHistory.forEach((loss, step) => {
            const found = gpu.trainer.lossHistory[step] ?? Number.NaN;
            atMost(Math.abs(found / loss - 1), 1e-4, `relative error of loss ${step + 1}`);
          });
        }),
    ]),
  ),
);
