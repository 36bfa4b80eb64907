import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type CheckpointSummary, type Command, type Event, type RunOptions, runDefaults } from '../worker/protocol.ts';
import type { RunState, ShownFault } from './run_state.ts';

type Saved = Extract<Event, { type: 'saved' }>;
type Openable = Extract<Command, { type: 'open' }>['file'];

/** On the way back into a run: the checkpoint is being opened · its files are asked for · its data load. */
export type Continuing = 'opening' | 'files' | 'loading';

interface KeptNow {
  readonly step: number;
  readonly at: number;
  readonly best?: number;
}

/** Checkpoints: the one kept in this browser, the one that is open, and those that come and go as files. */
export interface CheckpointState {
  /** Kept from an earlier run, until it is used, forgotten or replaced. */
  readonly kept: ReadonlySignal<CheckpointSummary | undefined>;
  /** What this run kept last, and when. `best`: the step of the best by CIDEr, which is kept beside it. */
  readonly keptNow: ReadonlySignal<KeptNow | undefined>;
  /** Open, and no run has replaced it. */
  readonly opened: ReadonlySignal<CheckpointSummary | undefined>;
  readonly continuing: ReadonlySignal<Continuing | undefined>;
  readonly busy: ReadonlySignal<boolean>;
  readonly fault: Signal<ShownFault | undefined>;
  /** Goes on where `what` left off: opens it if need be, loads its data, starts. `epochs`: that many more than it had. */
  continueFrom(what: 'kept' | 'opened', epochs?: number, options?: RunOptions): void;
  open(file: Openable): void;
  save(format: 'fourgate' | 'pytorch'): void;
  forget(): void;
  /** No longer waits for files. */
  giveUp(): void;
  take(event: Event): void;
}

export function createCheckpointState(
  send: (command: Command) => void,
  run: Pick<RunState, 'load' | 'start' | 'source' | 'dataset'>,
  onSaved: (saved: Saved) => void,
): CheckpointState {
  const kept = signal<CheckpointSummary>();
  const keptNow = signal<KeptNow>();
  const opened = signal<CheckpointSummary>();
  const continuing = signal<Continuing>();
  const busy = signal(false);
  const fault = signal<ShownFault>();
  let further: RunOptions = {};

  const start = () => {
    continuing.value = undefined;
    run.start(further, { resume: true });
  };
  const loadDataOf = ({ training }: CheckpointSummary) => {
    if (!training) {
      continuing.value = undefined;
    } else if (training.source.kind === 'files') {
      // Files that are already there are taken for the right ones: whether they are, the worker knows.
      if (run.source.value === 'files' && run.dataset.value) start();
      else continuing.value = 'files';
    } else {
      continuing.value = 'loading';
      run.load(training.source);
    }
  };
  const open = (file: Openable) => {
    busy.value = true;
    fault.value = undefined;
    send({ type: 'open', file });
  };

  return {
    ...{ kept, keptNow, opened, continuing, busy, fault },
    continueFrom(what, epochs, options = {}) {
      const checkpoint = what === 'kept' ? kept.value : opened.value;
      const had = checkpoint?.training?.options.numEpochs ?? runDefaults.numEpochs;
      further = epochs === undefined ? options : { ...options, numEpochs: had + epochs };
      if (what === 'opened') return checkpoint && loadDataOf(checkpoint);
      continuing.value = 'opening';
      open('kept');
    },
    open(file) {
      continuing.value = undefined;
      open(file);
    },
    save(format) {
      busy.value = true;
      fault.value = undefined;
      send({ type: 'save', format });
    },
    forget() {
      kept.value = undefined;
      send({ type: 'forget' });
    },
    giveUp() {
      continuing.value = undefined;
    },
    take(event) {
      switch (event.type) {
        case 'ready':
          kept.value = event.kept;
          break;
        case 'opened':
          busy.value = false;
          opened.value = event.checkpoint;
          if (continuing.value === 'opening') loadDataOf(event.checkpoint);
          break;
        case 'dataset': {
          const ours = continuing.value === 'loading' || (continuing.value === 'files' && run.source.value === 'files');
          if (ours) start();
          break;
        }
        case 'started':
          opened.value = keptNow.value = continuing.value = undefined;
          kept.value = undefined;
          break;
        case 'kept':
          keptNow.value = {
            ...keptNow.value,
            ...(event.best ? { best: event.step } : {}),
            step: event.step,
            at: Date.now(),
          };
          break;
        case 'saved':
          busy.value = false;
          onSaved(event);
          break;
        case 'failed':
          // Files that do not fit may be given once more.
          if (event.during === 'open' || continuing.value === 'loading') continuing.value = undefined;
          if (event.during === 'open' || event.during === 'save') {
            busy.value = false;
            fault.value = event;
          }
      }
    },
  };
}
