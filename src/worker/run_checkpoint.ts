import { resumeTraining } from '../checkpoint/apply.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { CaptionDataset } from '../data/dataset.ts';
import type { CaptioningTrainer } from '../train/trainer.ts';
import type { CheckpointSummary } from './protocol.ts';
import { checkLength, type Settings } from './run_options.ts';
import { type RunRecord, runRecordIn } from './run_record.ts';
import type { Origin } from './training_data.ts';
import type { Best } from './validation.ts';

/** The record of a run that has done so many steps. */
export function recordOf(
  { totalSteps, stepsPerEpoch }: Pick<CaptioningTrainer, 'totalSteps' | 'stepsPerEpoch'>,
  step: number,
  options: Settings,
  source: Origin,
  best: Best | undefined,
): RunRecord {
  const epoch = Math.floor(step / stepsPerEpoch);
  return { options, source, totalSteps, epoch, savedAt: Date.now(), ...(best && { best }) };
}

/** All that a run needs to be resumed. */
export interface Resumable {
  readonly checkpoint: Checkpoint & Required<Pick<Checkpoint, 'training'>>;
  readonly record: RunRecord;
}

/**
 * What a run needs to be resumed from a checkpoint; undefined for one that no run has saved.
 * @throws what `runRecordIn` throws
 */
export function resumableOf(checkpoint: Checkpoint): Resumable | undefined {
  const { training, notes } = checkpoint;
  const record = runRecordIn(notes);
  return training && record ? { checkpoint: { ...checkpoint, training }, record } : undefined;
}

/** Lets a new trainer resume a saved run. @throws what `checkLength` and `resumeTraining` throw */
export function resume(
  trainer: CaptioningTrainer,
  { checkpoint }: Resumable,
  settings: Settings,
  data: CaptionDataset,
): void {
  checkLength(settings, checkpoint.training.step, trainer.totalSteps);
  resumeTraining(trainer, checkpoint, data);
}

/** What people want to know of a checkpoint before they use it. */
export function summaryOfCheckpoint(checkpoint: Checkpoint, name: string, bytes: number): CheckpointSummary {
  const { cellType, hiddenDim, wordvecDim, encoder } = checkpoint.configuration;
  const { remark, vocabulary } = checkpoint;
  const model = { cellType, hiddenDim, wordvecDim, vocabularySize: vocabulary.length };
  const network = encoder && 'squeezenet' in encoder ? ({ readsPictures: true } as const) : {};
  const summary = { name, bytes, ...model, ...network, ...(remark !== undefined && { remark }) };
  const resumable = resumableOf(checkpoint);
  if (!resumable) return summary;
  const { step, lossHistory } = resumable.checkpoint.training;
  const { totalSteps, epoch, options, source, savedAt, best } = resumable.record;
  const loss = lossHistory.at(-1) ?? Number.NaN;
  const kept = best ? { best: { epoch: best.epoch, cider: best.cider } } : {};
  return { ...summary, training: { step, totalSteps, epoch, loss, options, source, savedAt, ...kept } };
}
