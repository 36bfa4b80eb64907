import { kindOf } from '../arguments.ts';
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { RunOptions, Settings } from '../options/run_options.ts';
import type { DataOrigin } from '../sources/data_source.ts';
import { damaged, type JsonRecord, listOf, naturalOf, recordOf, stringOf } from '../tensor_files/json.ts';
import type { CaptioningTrainer } from '../train/trainer.ts';

/** The best validation so far; a resumed run keeps it. */
export interface Best {
  readonly cider: number;
  readonly epoch: number;
  /** Validations since then. */
  readonly since: number;
}

/** The numbers of a validation. */
export interface ValidationPoint {
  readonly step: number;
  /** Teacher-forced: sum over time of −log p of the reference words, mean over captions. */
  readonly loss: number;
  /** Missing in files of earlier versions. */
  readonly cider?: number;
}

/** What a run adds to a checkpoint, under `notes.run`. */
interface RunRecord {
  readonly options: Settings;
  readonly source: DataOrigin;
  readonly totalSteps: number;
  readonly epoch: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly best?: Best;
  /** In the order of their steps. Missing if there was none, and in files of earlier versions. */
  readonly validations?: readonly ValidationPoint[];
}

/**
 * The record among a checkpoint's notes: a checksum shows that they are unaltered, not that a run wrote them.
 * @returns undefined where there is none
 * @throws CheckpointError naming the missing part; its options are checked when they are used
 */
export function runRecordIn(notes: JsonRecord | undefined): RunRecord | undefined {
  if (notes?.run === undefined) return undefined;
  const where = 'checkpoint: notes.run';
  const { options, source, totalSteps, epoch, savedAt, best, validations } = recordOf(where, notes.run);
  return {
    options: recordOf(`${where}.options`, options) as unknown as Settings,
    source: originOf(`${where}.source`, source),
    totalSteps: naturalOf(`${where}.totalSteps`, totalSteps),
    epoch: naturalOf(`${where}.epoch`, epoch),
    savedAt: naturalOf(`${where}.savedAt`, savedAt),
    ...(best === undefined ? {} : bestOf(`${where}.best`, best)),
    ...(validations !== undefined && { validations: listOf(`${where}.validations`, validations, pointOf) }),
  };
}

function pointOf(where: string, value: unknown): ValidationPoint {
  const { step, loss, cider } = recordOf(where, value);
  if (typeof loss !== 'number') return damaged(`${where}.loss`, 'a number', kindOf(loss));
  if (cider !== undefined && typeof cider !== 'number') return damaged(`${where}.cider`, 'a number', kindOf(cider));
  return { step: naturalOf(`${where}.step`, step), loss, ...(cider !== undefined && { cider }) };
}

function originOf(where: string, value: unknown): DataOrigin {
  const { kind, ...others } = recordOf(where, value);
  if (kind === 'scenes') return { kind, ...others };
  if (kind !== 'files') return damaged(`${where}.kind`, 'scenes or files', kindOf(kind));
  return { kind, ...others, name: stringOf(`${where}.name`, others.name) };
}

function bestOf(where: string, value: unknown): { readonly best?: Best } {
  const { cider, epoch, since } = recordOf(where, value);
  // JSON writes −∞ as null: there was no best score yet.
  if (cider === null) return {};
  if (typeof cider !== 'number') return damaged(`${where}.cider`, 'a number', kindOf(cider));
  return { best: { cider, epoch: naturalOf(`${where}.epoch`, epoch), since: naturalOf(`${where}.since`, since) } };
}

/** What a checkpoint says about itself before it is used. */
export interface CheckpointSummary {
  readonly name: string;
  readonly bytes: number;
  readonly cellType: 'rnn' | 'lstm';
  readonly hiddenDim: number;
  readonly wordvecDim: number;
  readonly vocabularySize: number;
  /** Notes for the user on how it was read. */
  readonly remark?: string;
  /** Whether a network is part of it: it then captions any picture without further weights. */
  readonly readsPictures?: true;
  /** Missing where the checkpoint has weights only: it can caption but not resume training. */
  readonly training?: {
    readonly step: number;
    readonly totalSteps: number;
    readonly epoch: number;
    /** Mean of the last ten steps. */
    readonly loss: number;
    readonly options: RunOptions;
    /** What it was trained on: Scenes can be drawn again, files must be provided again. */
    readonly source: DataOrigin;
    /** When it was saved, milliseconds since 1970. */
    readonly savedAt: number;
    /** The best validation so far; its model is kept beside it. */
    readonly best?: { readonly epoch: number; readonly cider: number };
  };
}

/** The record of a run after this many steps. */
export function runRecordOf(
  { totalSteps, stepsPerEpoch }: Pick<CaptioningTrainer, 'totalSteps' | 'stepsPerEpoch'>,
  step: number,
  options: Settings,
  source: DataOrigin,
  { best, points }: { readonly best?: Best | undefined; readonly points: readonly ValidationPoint[] },
): RunRecord {
  const epoch = Math.floor(step / stepsPerEpoch);
  // JSON has no numbers that are not finite.
  const validations = points.filter(({ loss }) => Number.isFinite(loss));
  const found = { ...(best && { best }), ...(validations.length > 0 && { validations }) };
  return { options, source, totalSteps, epoch, savedAt: Date.now(), ...found };
}

/** Everything needed to resume a run. */
export interface Resumable {
  readonly checkpoint: Checkpoint & Required<Pick<Checkpoint, 'training'>>;
  readonly record: RunRecord;
}

/**
 * What a run needs to be resumed from a checkpoint; undefined for one that no run saved.
 * @throws what `runRecordIn` throws
 */
export function resumableOf(checkpoint: Checkpoint): Resumable | undefined {
  const { training, notes } = checkpoint;
  const record = runRecordIn(notes);
  return training && record ? { checkpoint: { ...checkpoint, training }, record } : undefined;
}

/** The summary of a checkpoint that is shown before it is used. */
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
  const recent = lossHistory.slice(-10);
  const loss = recent.reduce((sum, one) => sum + one, 0) / recent.length;
  const kept = best ? { best: { epoch: best.epoch, cider: best.cider } } : {};
  return { ...summary, training: { step, totalSteps, epoch, loss, options, source, savedAt, ...kept } };
}
