import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions } from '../../../scripts/start/start_options.ts';
import { checkpointOf } from '../../../src/checkpoint/apply.ts';
import { type Checkpoint, decodeCheckpoint } from '../../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../../src/cpu/backend.ts';
import { loadCocoData } from '../../../src/data/load_coco.ts';
import { teacherForcedLoss } from '../../../src/evaluate/teacher_forced_loss.ts';
import { CaptioningRNN } from '../../../src/model/captioning_rnn.ts';
import { defaultsFor } from '../../../src/options/run_options.ts';
import { resumableOf, runRecordOf } from '../../../src/runs/run_record.ts';
import { plainTrainingData } from '../../../src/sources/training_data.ts';
import { CaptioningTrainer } from '../../../src/train/trainer.ts';
import {
  modelOptions,
  resume,
  resumedSettings,
  trainerOptions,
  withDefaults,
} from '../../../src/worker/run_settings.ts';

/** The checkpoint that a run has left in its folder. */
export const latestIn = (folder: string): Checkpoint =>
  decodeCheckpoint(readFileSync(join(folder, 'latest.safetensors')), folder);

/**
 * The run of `npm start -- …args` on the CPU backend, as a session makes it of the same options; returns its last checkpoint.
 * @param earlier a checkpoint to resume
 */
export async function fourgateRun(args: readonly string[], earlier?: Checkpoint): Promise<Checkpoint> {
  const asked = readOptions(args);
  if (asked === 'help' || asked.data === undefined) throw new Error('these are no options of a run on files');
  const { maxTrain } = asked;
  const data = await loadCocoData(asked.data, maxTrain === undefined ? {} : { maxTrain });
  const source = plainTrainingData(data, maxTrain);
  const resumable = earlier && resumableOf(earlier);
  const settings = resumable
    ? resumedSettings(resumable.record.options, asked.run)
    : withDefaults(asked.run, defaultsFor({ captions: data.splits.train?.captionCount }));
  const model = new CaptioningRNN(new CpuBackend({ precision: 'float32' }), modelOptions(settings, source));
  const trainer = new CaptioningTrainer(model, data, trainerOptions(settings, data));
  if (resumable) resume(trainer, resumable, settings, data);
  const { val } = data.splits;
  const share = Math.min(1, settings.validateImages / (val?.features.count ?? 1));
  const limit = Math.max(1, Math.round((val?.captionCount ?? 1) * share));
  const points = [...(resumable?.record.validations ?? [])];
  const validate = async () => {
    const loss = await teacherForcedLoss(model, data, 'val', { limit });
    points.push({ step: trainer.lossHistory.length, loss });
    trainer.reportValidation(loss);
  };
  const from = trainer.lossHistory.length;
  let begun = from;
  const epochEnds = () => begun > from && begun % trainer.stepsPerEpoch === 0;
  await trainer.train({
    beforeStep: () => {
      const due = epochEnds();
      begun++;
      return due ? validate : undefined;
    },
  });
  if (epochEnds()) await validate();
  const record = runRecordOf(trainer, trainer.lossHistory.length, settings, source.origin, { best: undefined, points });
  const checkpoint = await checkpointOf(model, { data, trainer, notes: { run: record } });
  trainer.destroy();
  model.destroy();
  data.close();
  return checkpoint;
}

/** The maximum difference between two lists of numbers, which are as long. */
export function maxDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return Array.from(a).reduce((max, value, i) => Math.max(max, Math.abs(value - (b[i] ?? Number.NaN))), 0);
}
