import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { type LoggedRun, MAX_NAME } from '../client/logged_run.ts';
import { differencesOf, nameOf, namesOfPair } from '../client/run_differences.ts';
import type { CellType } from '../options/model_options.ts';
import { browserStorage } from './page_storage.ts';
import type { Pair } from './pair_curves.tsx';
import { isTraining } from './phase.ts';
import { createRunLog, type RunLog } from './run_log.ts';
import { recordRuns } from './run_recorder.ts';
import type { SetupState } from './setup_state.ts';
import type { Store } from './store.ts';

/** The list of runs, what of it is shown and compared, and the pair of both cells. */
export interface EarlierRuns {
  readonly log: RunLog;
  /** Name of each run by its id; no two are the same. */
  readonly names: ReadonlySignal<ReadonlyMap<string, string>>;
  /** Whether the curve of a run is drawn behind the current one. */
  isShown(run: LoggedRun): boolean;
  show(run: LoggedRun, shown: boolean): void;
  /** An empty name stands for the default one. */
  rename(run: LoggedRun, name: string): void;
  remove(run: LoggedRun): void;
  /** Two runs side by side, the earlier one first; undefined where fewer are chosen. */
  readonly pair: ReadonlySignal<Pair | undefined>;
  /** Ids of the chosen runs, at most two. */
  readonly chosen: ReadonlySignal<readonly string[]>;
  choose(run: LoggedRun, chosen: boolean): void;
  /** The cell of the run that begins when the one in progress has finished. */
  readonly waiting: ReadonlySignal<CellType | undefined>;
  /** Why that run did not begin. */
  readonly notBegun: ReadonlySignal<string | undefined>;
  /**
   * Trains the other cell with otherwise the same settings after the run in progress, or after the last one; without one,
   * both cells. Then they stand side by side.
   */
  trainOther(): void;
  /** No longer waits for the end of the run in progress. */
  cancel(): void;
}

/** Curves shown where the user has not decided. */
const SHOWN = 5;

export const otherCell = (cell: CellType): CellType => (cell === 'lstm' ? 'rnn' : 'lstm');

export function createEarlierRuns(store: Store, setup: SetupState): EarlierRuns {
  return new State(store, setup);
}

class State implements EarlierRuns {
  readonly log = createRunLog(browserStorage());
  readonly names = computed(() => namesOf(this.log.runs.value));
  readonly chosen = signal<readonly string[]>([]);
  readonly pair = computed(() => {
    const [later, earlier] = this.log.runs.value.filter(({ id }) => this.chosen.value.includes(id));
    if (!earlier || !later) return undefined;
    const runs = [earlier, later] as const;
    return { runs, names: namesOfPair(runs, this.names.value) };
  });
  readonly waiting = signal<CellType>();
  readonly notBegun = signal<string>();
  readonly #store: Store;
  readonly #setup: SetupState;
  readonly #current: ReadonlySignal<string | undefined>;
  /** The run of this page that ended last. */
  #last: LoggedRun | undefined;
  /** The first of two cells, while the second is trained. */
  #first: string | undefined;

  constructor(store: Store, setup: SetupState) {
    this.#store = store;
    this.#setup = setup;
    this.#current = recordRuns(store, setup, this.log, (run) => this.#afterRun(run)).current;
    effect(() => {
      if (store.run.started.value) this.notBegun.value = undefined;
    });
    effect(() => {
      const { value: pair } = this.pair;
      store.pair.value = isTraining(store.run.phase.value) ? undefined : pair;
    });
    // Other tabs add to the list, and remove from it.
    addEventListener('storage', () => this.log.read());
    effect(() => {
      const earlier = this.log.runs.value.filter((run) => run.id !== this.#current.value && this.isShown(run));
      store.name.value = this.names.value.get(this.#current.value ?? '');
      store.behind.value = earlier.map((run) => ({ ...run.curve, name: this.names.value.get(run.id) ?? '' }));
    });
  }

  isShown(run: LoggedRun): boolean {
    return run.shown ?? this.log.runs.value.slice(0, SHOWN).some(({ id }) => id === run.id);
  }

  show(run: LoggedRun, shown: boolean): void {
    this.log.put({ ...run, shown });
  }

  rename({ name: _, ...run }: LoggedRun, name: string): void {
    const given = name.trim().slice(0, MAX_NAME);
    this.log.put({ ...run, ...(given !== '' && given !== nameOf(run.settings) && { name: given }) });
  }

  remove(run: LoggedRun): void {
    this.choose(run, false);
    this.log.remove(run.id);
  }

  choose({ id }: LoggedRun, chosen: boolean): void {
    const others = this.chosen.value.filter((one) => one !== id);
    this.chosen.value = chosen ? [...others.slice(-1), id] : others;
  }

  trainOther(): void {
    const { phase } = this.#store.run;
    const { cellType } = this.#setup.settings.value;
    this.notBegun.value = undefined;
    const last = this.#last;
    if (isTraining(phase.value)) {
      this.waiting.value = otherCell(cellType);
    } else if (last && this.#isAsSet(last)) {
      this.#begin(last, otherCell(cellType));
    } else {
      this.waiting.value = otherCell(cellType);
      this.#first = undefined;
      this.#setup.start();
    }
  }

  cancel(): void {
    this.waiting.value = undefined;
  }

  #isAsSet({ settings }: LoggedRun): boolean {
    const { settings: form } = this.#setup;
    const { iterations } = settings.options;
    const asSet = {
      source: this.#store.run.origin.value,
      options: { ...form.value, ...(iterations && { iterations }) },
    };
    return differencesOf(settings, asSet).length === 0;
  }

  #begin(first: LoggedRun, cellType: CellType): void {
    this.#first = first.id;
    this.#setup.settings.value = { ...this.#setup.settings.value, cellType };
    this.#setup.start();
  }

  #afterRun(run: LoggedRun | undefined): void {
    const [first, waiting] = [this.#first, this.waiting.value];
    this.#last = run ?? this.#last;
    this.#first = this.waiting.value = undefined;
    if (first && run) this.chosen.value = [first, run.id];
    this.#store.compared.value = first !== undefined && run !== undefined;
    if (!waiting) return;
    if (run?.end === 'finished') this.#begin(run, waiting);
    else this.notBegun.value = `The ${waiting.toUpperCase()} was not started, as the run before it ${howEnded(run)}.`;
  }
}

const howEnded = (run: LoggedRun | undefined) => (run?.end === 'stopped' ? 'was stopped' : 'failed');

/** Runs of the same name are numbered, the first first. */
function namesOf(runs: readonly LoggedRun[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const run of [...runs].reverse()) {
    const name = run.name ?? nameOf(run.settings);
    let number = 1;
    while (taken.has(numbered(name, number))) number += 1;
    taken.add(numbered(name, number));
    names.set(run.id, numbered(name, number));
  }
  return names;
}

const numbered = (name: string, number: number) => (number === 1 ? name : `${name} (${number})`);
