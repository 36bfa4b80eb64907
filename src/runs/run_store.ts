import type { StoredFile } from '../checkpoint/store.ts';
import { type Fault, FourgateError, StorageError } from '../errors.ts';
import { OpenedCheckpoint } from './opened_checkpoint.ts';
import type { CheckpointSummary } from './run_record.ts';
import { fileOf, keptIn, newRunName, type RunStorage, UNNAMED } from './run_storage.ts';
import { RunWriter, type SaveListener } from './run_writer.ts';

/** A checkpoint of a kept run: its latest state, or the best by CIDEr. */
export interface KeptFile {
  readonly run: string;
  readonly which: 'latest' | 'best';
}

/** A run that is kept. */
export interface KeptRun {
  /** Its name among the kept runs; empty for the run of a folder, and for a run that an earlier version kept. */
  readonly run: string;
  /** What is known of its latest state. Missing while the run is in progress, here or in another tab. */
  readonly latest?: CheckpointSummary | { readonly unusable: Fault };
  /** Whether its best is kept as well. */
  readonly best: boolean;
}

/** Number of runs kept: the most recent, from any tab. */
const STAYING = 2;

/** Files of a run. */
interface Files {
  latest?: StoredFile;
  best?: StoredFile;
}

/** The kept runs: each belongs to one session while it is trained, and any session can resume it afterwards. */
export class RunStore {
  readonly #storage: RunStorage | undefined;
  /** Summaries of files that have not changed since. */
  readonly #seen = new Map<string, { readonly mark: string; readonly latest: KeptRun['latest'] }>();

  constructor(storage: RunStorage | undefined) {
    this.#storage = storage;
  }

  get place(): RunStorage['place'] | undefined {
    return this.#storage?.place;
  }

  /** All runs, most recently kept first. @throws StorageError when the place cannot be read */
  async list(): Promise<readonly KeptRun[]> {
    const storage = this.#storage;
    if (!storage) return [];
    const files = await filesOf(storage);
    // Read after the files: a run that has begun since then is not among them.
    const alive = await storage.locks.held();
    const runs: KeptRun[] = [];
    for (const [run, { latest, best }] of files) {
      const found = latest && !alive.has(run) ? await this.#look(storage, latest) : undefined;
      if (latest && (found || alive.has(run)))
        runs.push({ run, best: best !== undefined, ...(found && { latest: found }) });
    }
    return runs;
  }

  /** @throws StorageError when there is none or it cannot be read, CheckpointError when it is damaged */
  async open({ run, which }: KeptFile): Promise<OpenedCheckpoint> {
    const name = fileOf(which, run);
    const bytes = await this.#storage?.store.read(name);
    if (bytes) return OpenedCheckpoint.read(bytes, name, { ...(which === 'latest' && { run }) });
    throw new StorageError({ where: name, expected: 'a checkpoint kept from an earlier run', found: 'none' });
  }

  /**
   * Assigns a run to this session, which keeps it from now on.
   * @param resumed the checkpoint that it resumes; without it a new run starts
   * @returns undefined where nothing is kept
   * @throws StorageError when the run is in progress elsewhere, or has been resumed since it was opened
   */
  async take(resumed: OpenedCheckpoint | undefined, listener: SaveListener): Promise<RunWriter | undefined> {
    const storage = this.#storage;
    if (!storage) return undefined;
    const run = nameFor(storage, resumed);
    const release = await storage.locks.hold(run);
    if (!release) throw inUse(fileOf('latest', run));
    try {
      const keptStep = resumed?.run === run ? await this.#unchanged(resumed, run) : undefined;
      const isNew = resumed?.run !== run;
      const onFirst = async () => {
        await OpenedCheckpoint.prepare();
        await this.#prune();
      };
      return new RunWriter({ storage, run, release, listener, isNew, keptStep, onFirst });
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** Deletes a run. @throws StorageError when it is in progress, or cannot be deleted */
  async forget(run: string): Promise<undefined> {
    const removed = this.#storage ? await this.#remove(this.#storage, run) : true;
    if (!removed) throw inUse(fileOf('latest', run));
  }

  /** The kept step; undefined when it is gone. @throws StorageError when it is not the one that was opened */
  async #unchanged(opened: OpenedCheckpoint, run: string): Promise<number | undefined> {
    const name = fileOf('latest', run);
    const files = (await this.#storage?.store.list().catch(() => [])) ?? [];
    const file = files.find((one) => one.name === name);
    const found = file && this.#storage && (await this.#look(this.#storage, file));
    // The open checkpoint is complete in memory: it can be resumed even if its file is gone.
    if (!found || 'unusable' in found) return undefined;
    const step = found.training?.step;
    if (found.training?.savedAt === opened.summary.training?.savedAt) return step;
    throw new StorageError({
      where: name,
      expected: `step ${opened.summary.training?.step}, as when it was opened`,
      found: `step ${step}: the run has been resumed elsewhere since`,
      remedy: 'Open it again to continue from there.',
    });
  }

  async #look({ store }: RunStorage, { name, bytes, modified }: StoredFile): Promise<KeptRun['latest']> {
    const mark = `${bytes} ${modified}`;
    const seen = this.#seen.get(name);
    if (seen?.mark === mark) return seen.latest;
    const latest = await store.read(name).then(
      (read) => read && summaryOf(read, name),
      (error: unknown) => ({ unusable: FourgateError.faultOf(error, name) }),
    );
    this.#seen.set(name, { mark, latest });
    return latest;
  }

  /** Removes the oldest runs. A failure does no harm: the next run tries again. */
  async #prune(): Promise<void> {
    const storage = this.#storage;
    if (storage?.place !== 'browser' || !storage.locks.shared) return;
    try {
      const runs = [...(await filesOf(storage)).keys()];
      for (const run of runs.slice(STAYING)) await this.#remove(storage, run);
    } catch {}
  }

  /** @returns false for a run in progress, which stays */
  async #remove({ store, locks }: RunStorage, run: string): Promise<boolean> {
    const release = await locks.hold(run);
    if (!release) return false;
    try {
      for (const which of ['latest', 'best'] as const) await store.remove(fileOf(which, run));
      return true;
    } finally {
      await release();
    }
  }
}

/** The files of every run, most recently kept first. */
async function filesOf({ store }: RunStorage): Promise<ReadonlyMap<string, Files>> {
  const runs = new Map<string, Files>();
  for (const file of await store.list()) {
    const kept = keptIn(file.name);
    if (kept) runs.set(kept.run, { ...runs.get(kept.run), [kept.which]: file });
  }
  return runs;
}

/** A resumed run keeps its name, unless another tab may be training it unseen. */
function nameFor({ place, locks }: RunStorage, resumed: OpenedCheckpoint | undefined): string {
  if (place === 'folder') return UNNAMED;
  return (locks.shared ? resumed?.run : undefined) ?? newRunName();
}

async function summaryOf(bytes: Uint8Array, name: string): Promise<KeptRun['latest']> {
  try {
    return (await OpenedCheckpoint.read(bytes, name)).summary;
  } catch (error) {
    return { unusable: FourgateError.faultOf(error, name) };
  }
}

const inUse = (where: string) =>
  new StorageError({
    where,
    expected: 'a run that no tab is training',
    found: 'one in progress in another tab',
    remedy: 'Stop it there first.',
  });
