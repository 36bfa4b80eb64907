import { effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { tellDriver } from '../client/bridge.ts';
import type { Fault } from '../errors.ts';
import type { FailedEvent } from '../worker/protocol.ts';
import { type SortedFiles, sortFiles } from './files.ts';
import { emptyFolder, listed, noFile, type Obstacle, obstacles, takenInWords } from './intake_words.ts';
import { isTraining, type Phase } from './phase.ts';
import { arePhotosWithCaptions, photosInWords } from './photo_files.ts';
import type { SetupState } from './setup_state.ts';
import type { Store } from './store.ts';

/** Files that the user drops or chooses. The page reports what happens to each, whatever it is and whatever is in progress. */
export interface Intake {
  /** What happened to the files that were provided last, in sentences; empty if there is nothing to report. */
  readonly said: ReadonlySignal<readonly string[]>;
  /** Data are loaded once they are complete, pictures kept, a checkpoint is opened. */
  take(files: readonly File[], unreadable?: readonly string[]): void;
  /** Adds photos, captions and weights to those for a data set, unless a run is in progress. */
  takePhotos(files: readonly File[]): void;
  /** Opens a file, whatever its name: its reader reports any fault. */
  open(file: File): void;
  /** Reports a drop without any file. */
  takeNothing(what: 'text' | 'folder'): void;
  dismiss(): void;
}

/** Maximum number of pictures in one drop that are captioned; more are for the data set. */
const MOST_OWN = 4;

export function createIntake(store: Store, setup: SetupState): Intake {
  const { run, checkpoints } = store;
  const said = signal<readonly string[]>([]);
  const note = forgetReports(store, said);
  const loaded = () => run.phase.value !== 'loading';

  const open = async (file: File, before: readonly string[] = []) => {
    const obstacle = obstacleOf(run.phase.value);
    if (obstacle) return note({ obstacle, fault: refuse(store, file, obstacle) });
    checkpoints.open(file);
    const sentences = [...before, `Opening ${file.name} …`];
    said.value = sentences;
    await until(() => !checkpoints.busy.value);
    // Files provided since then have later reports.
    if (said.value === sentences) said.value = [...before, openedInWords(store, file.name)];
  };
  const usePhotos = (files: readonly File[]) => {
    setup.chooseKind('photos');
    setup.addPhotos(files);
    said.value = [photosInWords(setup.photos.value)];
  };
  const use = async (files: readonly File[], gone: readonly string[]) => {
    if (arePhotos(files, store, setup)) return usePhotos(files);
    const { unreadable, ...rest } = await sortFiles(files);
    const sorted: SortedFiles = { ...rest, unreadable: [...gone, ...unreadable] };
    const waiting = [...sorted.data, ...sorted.weights].map(({ name }) => name);
    if (waiting.length > 0 && !loaded()) {
      said.value = [`Data are loading; next: ${listed(waiting)}.`];
      await until(loaded);
    }
    const obstacle = obstacleOf(run.phase.value);
    // A few pictures alone are meant to be captioned.
    const own = sorted.data.length === 0 && sorted.pictures.length <= MOST_OWN ? sorted.pictures : [];
    const sentences = takenInWords(sorted, setup.given.value, obstacle, own.length > 0);
    said.value = sentences;
    if (obstacle && sorted.data.length > 0) note({ obstacle });
    for (const picture of own) await store.own.take(picture, picture.name);
    setup.addFiles({ pictures: sorted.pictures, data: obstacle ? [] : sorted.data });
    // After the data: weights may have to be read with their words.
    const [checkpoint] = sorted.weights;
    if (checkpoint) void open(checkpoint, sentences);
  };

  let work = Promise.resolve();
  return {
    said,
    take(files, unreadable = []) {
      work = work.then(() => use(files, unreadable)).catch(reportError);
    },
    takePhotos(files) {
      const isFree = () => !obstacleOf(run.phase.value);
      work = work.then(() => (isFree() ? usePhotos(files) : use(files, []))).catch(reportError);
    },
    open(file) {
      work = work.then(async () => {
        await until(loaded);
        void open(file);
      });
    },
    takeNothing(what) {
      said.value = [what === 'text' ? noFile : emptyFolder];
    },
    dismiss() {
      said.value = [];
    },
  };
}

/** Photos are for a data set while one is to be made, or could not be made of the photos so far. */
function arePhotos(files: readonly File[], { run }: Store, { kind, meant }: SetupState): boolean {
  const making = kind.value === 'photos' && (!meant.value || run.phase.value === 'empty');
  return !obstacleOf(run.phase.value) && (making || arePhotosWithCaptions(files));
}

/** Why files were refused. */
interface Refusal {
  readonly obstacle: Obstacle;
  readonly fault?: FailedEvent;
}

/**
 * Clears a report once it no longer holds: what was refused could be used now, or a run begins with what was taken.
 * @returns notes a refusal
 */
function forgetReports({ run, checkpoints }: Store, said: Signal<readonly string[]>): (refusal: Refusal) => void {
  const refused = signal<Refusal>();
  effect(() => {
    const { value: phase } = run.phase;
    const { value: was } = refused;
    const over = was !== undefined && obstacleOf(phase) !== was.obstacle;
    if (over || phase === 'starting') said.value = [];
    if (over && was.fault && checkpoints.fault.peek() === was.fault) checkpoints.fault.value = undefined;
    if (over) refused.value = undefined;
  });
  return (refusal) => {
    refused.value = refusal;
  };
}

const obstacleOf = (phase: Phase): Obstacle | undefined =>
  isTraining(phase) ? 'training' : phase === 'ended' ? 'ended' : undefined;

/** A program that drives the page is notified too: it would otherwise wait for an event. */
function refuse({ checkpoints }: Store, file: File, obstacle: Obstacle): FailedEvent {
  const { expected, found, first } = obstacles[obstacle];
  const fault: Fault = {
    where: file.name,
    expected,
    found,
    remedy: `${first} first.`,
  };
  const message = `${fault.where}: expected ${fault.expected}, found ${fault.found}. ${fault.remedy}`;
  const failed = { type: 'failed', during: 'open', name: 'OptionError', message, fault } as const;
  checkpoints.fault.value = failed;
  tellDriver(failed);
  return failed;
}

function openedInWords({ checkpoints }: Store, name: string): string {
  if (checkpoints.fault.value) return `${name} cannot be used; “Checkpoint” says why.`;
  return `${name} is open.`;
}

/** Resolves when `holds` does, now or later. */
async function until(holds: () => boolean): Promise<void> {
  let stop = () => {};
  await new Promise<void>((resolve) => {
    stop = effect(() => {
      if (holds()) resolve();
    });
  });
  stop();
}
