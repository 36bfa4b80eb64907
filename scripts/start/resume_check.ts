import { join } from 'node:path';
import { decodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { checkedOptions } from '../../src/data/scenes/options.ts';
import { CheckpointError, OptionError, StorageError } from '../../src/errors.ts';
import { flagOf } from '../../src/options/run_options.ts';
import { type Resumable, resumableOf } from '../../src/runs/run_record.ts';
import { LATEST } from '../../src/runs/run_storage.ts';
import type { DataOrigin } from '../../src/sources/data_source.ts';
import { contradiction } from '../../src/worker/run_settings.ts';
import { typed } from '../typed.ts';
import type { RunFolder } from './run_folder.ts';
import type { StartOptions } from './start_options.ts';

/**
 * What a run in this folder is resumed from. Asked before a browser is opened, and in the words of the command line; to say
 * again what the first command said is no contradiction.
 * @returns what the run was trained on, and its steps so far
 * @throws StorageError when there is nothing to resume, CheckpointError when it cannot be used, OptionError for an option
 * that contradicts it
 */
export async function checkResume(
  folder: RunFolder,
  options: StartOptions,
): Promise<{ readonly source: DataOrigin; readonly step: number }> {
  const { record, checkpoint } = await resumableIn(folder);
  const differing = contradiction(record.options, options.run);
  if (differing) throw contradictory(flagOf(differing.option), differing.saved, differing.given);
  checkSource(record.source, options);
  return { source: record.source, step: checkpoint.training.step };
}

async function resumableIn({ path, store }: RunFolder): Promise<Resumable> {
  const bytes = await store.read(LATEST);
  if (!bytes) {
    throw new StorageError({
      where: path,
      expected: `a checkpoint ${LATEST} to resume from`,
      found: 'none',
      remedy: 'Leave out --resume to begin a run.',
    });
  }
  const where = join(path, LATEST);
  const epochs = (await store.list()).filter(({ name }) => name.startsWith('epoch-'));
  const elsewhere = epochs[0]
    ? `To resume from ${epochs[0].name}, copy it to ${LATEST}.`
    : 'There is no other to resume from.';
  try {
    const resumable = resumableOf(decodeCheckpoint(bytes, where));
    if (resumable) return resumable;
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new CheckpointError({ ...error.fault, remedy: elsewhere }, { cause: error });
  }
  const remedy = `A new run can start from them: --weights ${where}`;
  throw new CheckpointError({ where, expected: 'a run to resume', found: 'weights only', remedy });
}

function checkSource(saved: DataOrigin, { data, pictures, features, maxTrain }: StartOptions): void {
  if (saved.kind === 'scenes') {
    const { kind: _, ...scenes } = saved;
    const { counts, features: trainedOn } = checkedOptions(scenes);
    const { train } = counts;
    if (data !== undefined) throw contradictory('--data', 'none: it was trained on Scenes', data);
    if (features !== undefined && features !== trainedOn) throw contradictory('--features', trainedOn, features);
    if (pictures !== undefined && pictures !== train) throw contradictory('--pictures', `${train}`, `${pictures}`);
    return;
  }
  const captions = saved.maxTrain === undefined ? 'none: all captions were used' : `${saved.maxTrain}`;
  if (data === undefined) throw contradictory('--data', `the folder that it was trained on, ${saved.name}`, 'none');
  if (maxTrain !== undefined && maxTrain !== saved.maxTrain)
    throw contradictory('--max-train', captions, `${maxTrain}`);
}

function contradictory(flag: string, saved: string, given: string): OptionError {
  return new OptionError({
    where: `${typed('train')} --resume: ${flag}`,
    expected: `${saved}, as in ${LATEST}`,
    found: given,
    remedy: 'Leave it unchanged to resume the run, or leave out --resume to start another.',
  });
}
