import { kindOf } from '../arguments.ts';
import { damaged, type JsonRecord, naturalOf, recordOf, stringOf } from '../tensor_files/json.ts';
import type { Settings } from './run_options.ts';
import type { Origin } from './training_data.ts';
import type { Best } from './validation.ts';

/** What a run adds to a checkpoint, under `notes.run`. */
export interface RunRecord {
  readonly options: Settings;
  readonly source: Origin;
  readonly totalSteps: number;
  readonly epoch: number;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly best?: Best;
}

/**
 * The record among a checkpoint's notes: a checksum says that nobody altered them, not that a run wrote them.
 * @returns undefined where there is none
 * @throws CheckpointError naming what it lacks; its options are checked when they are used
 */
export function runRecordIn(notes: JsonRecord | undefined): RunRecord | undefined {
  if (notes?.run === undefined) return undefined;
  const where = 'checkpoint: notes.run';
  const { options, source, totalSteps, epoch, savedAt, best } = recordOf(where, notes.run);
  return {
    options: recordOf(`${where}.options`, options) as unknown as Settings,
    source: originOf(`${where}.source`, source),
    totalSteps: naturalOf(`${where}.totalSteps`, totalSteps),
    epoch: naturalOf(`${where}.epoch`, epoch),
    savedAt: naturalOf(`${where}.savedAt`, savedAt),
    ...(best === undefined ? {} : bestOf(`${where}.best`, best)),
  };
}

function originOf(where: string, value: unknown): Origin {
  const { kind, ...others } = recordOf(where, value);
  if (kind === 'scenes') return { kind, ...others };
  if (kind !== 'files') return damaged(`${where}.kind`, 'scenes or files', kindOf(kind));
  return { kind, ...others, name: stringOf(`${where}.name`, others.name) };
}

function bestOf(where: string, value: unknown): { readonly best?: Best } {
  const { cider, epoch, since } = recordOf(where, value);
  // What JSON makes of −∞: nothing was better than nothing.
  if (cider === null) return {};
  if (typeof cider !== 'number') return damaged(`${where}.cider`, 'a number', kindOf(cider));
  return { best: { cider, epoch: naturalOf(`${where}.epoch`, epoch), since: naturalOf(`${where}.since`, since) } };
}
