import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type RunOptions, runDefaults } from '../options/run_options.ts';
import type { CheckpointSummary } from '../runs/run_record.ts';
import type { Command, Event, FailedEvent } from '../worker/protocol.ts';
import { createKeptState, type KeptState, type Offer } from './kept_state.ts';
import type { RunState, ShownFault } from './run_state.ts';

type Saved = Extract<Event, { type: 'saved' }>;
type Openable = Extract<Command, { type: 'open' }>['file'];

/** Stages of resuming a run: its checkpoint is being opened · its files are needed · its data load. */
export type Continuing = 'opening' | 'files' | 'loading';

/** Checkpoints: the kept runs, the open checkpoint, and import and export as files. */
export interface CheckpointState {
  readonly kept: KeptState;
  /** Open, and no run has replaced it. */
  readonly opened: ReadonlySignal<CheckpointSummary | undefined>;
  /** Whether the open checkpoint belongs to a kept run. */
  readonly openedKept: ReadonlySignal<boolean>;
  readonly continuing: ReadonlySignal<Continuing | undefined>;
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /**
   * Resumes a kept run, or the open checkpoint: opens it if necessary, loads its data, starts. `epochs`: number of additional
   * epochs.
   */
  continueFrom(what: Offer | 'opened', epochs?: number): void;
  /** Resumes the most recently kept run, once it is known. */
  continueLast(options: RunOptions): void;
  open(file: Openable): void;
  save(format: 'fourgate' | 'pytorch'): void;
  forget(run: string): void;
  /** No longer waits for files. */
  giveUp(): void;
  take(event: Event): void;
}

type TrainingRun = Pick<RunState, 'load' | 'start' | 'source' | 'dataset'>;

export function createCheckpointState(
  send: (command: Command) => void,
  run: TrainingRun,
  onSaved: (saved: Saved) => void,
): CheckpointState {
  return new State(send, run, onSaved);
}

class State implements CheckpointState {
  readonly kept = createKeptState();
  readonly opened = signal<CheckpointSummary>();
  readonly openedKept = computed(
    () => this.opened.value !== undefined && this.#file.value !== undefined && 'run' in this.#file.value,
  );
  readonly continuing = signal<Continuing>();
  readonly busy = signal(false);
  readonly fault = signal<ShownFault>();
  readonly #send: (command: Command) => void;
  readonly #run: TrainingRun;
  readonly #onSaved: (saved: Saved) => void;
  /** What `opened` was opened from. */
  readonly #file = signal<Openable>();
  #opening: Openable | undefined;
  #further: RunOptions = {};
  /** Options of a run to resume, until the most recent one is known. */
  #awaited: RunOptions | undefined;
  /** The kept run that is being resumed. */
  #resumed: Offer | undefined;

  constructor(send: (command: Command) => void, run: TrainingRun, onSaved: (saved: Saved) => void) {
    this.#send = send;
    this.#run = run;
    this.#onSaved = onSaved;
  }

  continueFrom(what: Offer | 'opened', epochs?: number): void {
    const checkpoint = what === 'opened' ? this.opened.value : what.latest;
    const had = checkpoint?.training?.options.numEpochs ?? runDefaults.numEpochs;
    const options = epochs === undefined ? {} : { numEpochs: had + epochs };
    if (what !== 'opened') {
      this.#resume(what.run, options);
      return;
    }
    this.#further = options;
    if (checkpoint) this.#loadDataOf(checkpoint);
  }

  continueLast(options: RunOptions): void {
    this.#awaited = options;
    this.continuing.value = 'opening';
  }

  open(wanted: Openable): void {
    this.continuing.value = undefined;
    this.#open(wanted);
  }

  save(format: 'fourgate' | 'pytorch'): void {
    this.busy.value = true;
    this.fault.value = undefined;
    this.#send({ type: 'save', format });
  }

  forget(run: string): void {
    this.fault.value = undefined;
    this.#send({ type: 'forget', run });
  }

  giveUp(): void {
    this.continuing.value = undefined;
  }

  take(event: Event): void {
    this.kept.take(event);
    switch (event.type) {
      case 'runs':
        this.#continueAwaited(event);
        break;
      case 'opened':
        this.busy.value = false;
        this.opened.value = event.checkpoint;
        this.#file.value = this.#opening;
        if (this.continuing.value === 'opening') this.#loadDataOf(event.checkpoint);
        break;
      case 'dataset':
        if (this.#isOurs()) this.#start();
        break;
      case 'started':
        this.kept.begin(this.#resumed);
        this.opened.value = this.continuing.value = this.#resumed = this.fault.value = undefined;
        break;
      case 'saved':
        this.busy.value = false;
        this.#onSaved(event);
        break;
      case 'failed':
        this.#takeFault(event);
    }
  }

  #start(): void {
    this.continuing.value = undefined;
    const { value: from } = this.#file;
    const name = from && 'run' in from && from.which === 'latest' ? from.run : undefined;
    this.#resumed = this.kept.offers.value.find((offer) => offer.run === name);
    this.#run.start(this.#further, { resume: true });
  }

  #loadDataOf({ training }: CheckpointSummary): void {
    if (!training) {
      this.continuing.value = undefined;
    } else if (training.source.kind === 'files') {
      // Files that are already loaded are assumed to be the right ones; the worker checks them.
      if (this.#run.source.value !== 'scenes' && this.#run.dataset.value) this.#start();
      else this.continuing.value = 'files';
    } else {
      this.continuing.value = 'loading';
      this.#run.load(training.source);
    }
  }

  #open(wanted: Openable): void {
    this.#opening = wanted;
    this.busy.value = true;
    this.fault.value = undefined;
    this.#send({ type: 'open', file: wanted });
  }

  #resume(run: string, options: RunOptions): void {
    this.#further = options;
    this.continuing.value = 'opening';
    this.#open({ run, which: 'latest' });
  }

  #continueAwaited({ runs }: Extract<Event, { type: 'runs' }>): void {
    const free = runs.find(({ latest }) => latest);
    // A run still in training, perhaps by the page before a reload, will be released.
    if (!this.#awaited || (!free && runs.length > 0)) return;
    const options = this.#awaited;
    this.#awaited = undefined;
    // Without any, the worker reports what is missing.
    this.#resume(free?.run ?? '', options);
  }

  /** Whether the loaded data set is the one that a run to resume is waiting for. */
  #isOurs(): boolean {
    const { value: continuing } = this.continuing;
    return continuing === 'loading' || (continuing === 'files' && this.#run.source.value !== 'scenes');
  }

  #takeFault(event: FailedEvent): void {
    const { during } = event;
    // Other files may be provided after files that do not fit.
    if (during === 'open' || this.continuing.value === 'loading') this.continuing.value = undefined;
    if (during === 'run') this.#resumed = undefined;
    if (during === 'open' || during === 'save') this.busy.value = false;
    if (['open', 'save', 'forget'].includes(during)) this.fault.value = event;
  }
}
