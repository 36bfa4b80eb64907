import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type RunOptions, runDefaults } from '../options/run_options.ts';
import type { CheckpointSummary } from '../runs/run_record.ts';
import type { Command, Event } from '../worker/protocol.ts';
import { createKeptState, type KeptState, type Offer } from './kept_state.ts';
import type { RunState, ShownFault } from './run_state.ts';

type Saved = Extract<Event, { type: 'saved' }>;
type Openable = Extract<Command, { type: 'open' }>['file'];

/** On the way to continue a run: its checkpoint is being opened · its files are asked for · its data load. */
export type Continuing = 'opening' | 'files' | 'loading';

/** Checkpoints: the kept runs, the checkpoint that is open, and those that come and go as files. */
export interface CheckpointState {
  readonly kept: KeptState;
  /** Open, and no run has replaced it. */
  readonly opened: ReadonlySignal<CheckpointSummary | undefined>;
  /** Whether what is open is of a kept run. */
  readonly openedKept: ReadonlySignal<boolean>;
  readonly continuing: ReadonlySignal<Continuing | undefined>;
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /** Continues a kept run, or what is open: opens it if need be, loads its data, starts. `epochs`: that many more than it had. */
  continueFrom(what: Offer | 'opened', epochs?: number): void;
  /** Continues the run that was kept last, once it is known which. */
  continueLast(options: RunOptions): void;
  open(file: Openable): void;
  save(format: 'fourgate' | 'pytorch'): void;
  forget(run: string): void;
  /** No longer waits for files. */
  giveUp(): void;
  take(event: Event): void;
}

export function createCheckpointState(
  send: (command: Command) => void,
  run: Pick<RunState, 'load' | 'start' | 'source' | 'dataset'>,
  onSaved: (saved: Saved) => void,
): CheckpointState {
  const kept = createKeptState();
  const opened = signal<CheckpointSummary>();
  /** What `opened` was opened from. */
  const file = signal<Openable>();
  const openedKept = computed(() => opened.value !== undefined && file.value !== undefined && 'run' in file.value);
  const continuing = signal<Continuing>();
  const busy = signal(false);
  const fault = signal<ShownFault>();
  let opening: Openable | undefined;
  let further: RunOptions = {};
  /** Options of a run to continue, while it is not known which is the last. */
  let awaited: RunOptions | undefined;
  /** The kept run that is being resumed. */
  let resumed: Offer | undefined;

  const start = () => {
    continuing.value = undefined;
    const from = file.value;
    const name = from && 'run' in from && from.which === 'latest' ? from.run : undefined;
    resumed = kept.offers.value.find((offer) => offer.run === name);
    run.start(further, { resume: true });
  };
  const loadDataOf = ({ training }: CheckpointSummary) => {
    if (!training) {
      continuing.value = undefined;
    } else if (training.source.kind === 'files') {
      // Files that are already there are taken for the right ones: whether they are, the worker knows.
      if (run.source.value !== 'scenes' && run.dataset.value) start();
      else continuing.value = 'files';
    } else {
      continuing.value = 'loading';
      run.load(training.source);
    }
  };
  const open = (wanted: Openable) => {
    opening = wanted;
    busy.value = true;
    fault.value = undefined;
    send({ type: 'open', file: wanted });
  };
  const resume = (name: string, options: RunOptions) => {
    further = options;
    continuing.value = 'opening';
    open({ run: name, which: 'latest' });
  };
  const continueAwaited = ({ runs }: Extract<Event, { type: 'runs' }>) => {
    const free = runs.find(({ latest }) => latest);
    // One that is still trained, perhaps by the page that was here before a reload, will be free.
    if (!awaited || (!free && runs.length > 0)) return;
    const options = awaited;
    awaited = undefined;
    // Without any, the worker says what is missing.
    resume(free?.run ?? '', options);
  };

  return {
    ...{ kept, opened, openedKept, continuing, busy, fault },
    continueFrom(what, epochs) {
      const checkpoint = what === 'opened' ? opened.value : what.latest;
      const had = checkpoint?.training?.options.numEpochs ?? runDefaults.numEpochs;
      const options = epochs === undefined ? {} : { numEpochs: had + epochs };
      if (what !== 'opened') return resume(what.run, options);
      further = options;
      if (checkpoint) loadDataOf(checkpoint);
    },
    continueLast(options) {
      awaited = options;
      continuing.value = 'opening';
    },
    open(wanted) {
      continuing.value = undefined;
      open(wanted);
    },
    save(format) {
      busy.value = true;
      fault.value = undefined;
      send({ type: 'save', format });
    },
    forget(name) {
      fault.value = undefined;
      send({ type: 'forget', run: name });
    },
    giveUp() {
      continuing.value = undefined;
    },
    take(event) {
      kept.take(event);
      switch (event.type) {
        case 'runs':
          continueAwaited(event);
          break;
        case 'opened':
          busy.value = false;
          opened.value = event.checkpoint;
          file.value = opening;
          if (continuing.value === 'opening') loadDataOf(event.checkpoint);
          break;
        case 'dataset': {
          const ours =
            continuing.value === 'loading' || (continuing.value === 'files' && run.source.value !== 'scenes');
          if (ours) start();
          break;
        }
        case 'started':
          kept.begin(resumed);
          opened.value = continuing.value = resumed = undefined;
          break;
        case 'saved':
          busy.value = false;
          onSaved(event);
          break;
        case 'failed':
          // Files that do not fit may be given once more.
          if (event.during === 'open' || continuing.value === 'loading') continuing.value = undefined;
          if (event.during === 'run') resumed = undefined;
          if (event.during === 'open' || event.during === 'save') busy.value = false;
          if (['open', 'save', 'forget'].includes(event.during)) fault.value = event;
      }
    },
  };
}
