import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Fault } from '../errors.ts';
import type { CheckpointSummary } from '../runs/run_record.ts';
import type { KeptRun } from '../runs/run_store.ts';
import type { Event, FailedEvent, RunsEvent } from '../worker/protocol.ts';

/** A kept run that can be resumed: it is not being trained. */
export interface Offer {
  readonly run: string;
  readonly latest: CheckpointSummary;
  /** Whether its best by CIDEr is kept as well. */
  readonly best: boolean;
}

/** The kept state of this page's run. */
export interface KeptNow {
  readonly run: string;
  readonly step: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whether its best is kept, and its step where that is known. */
  readonly best: boolean;
  readonly bestStep?: number | undefined;
}

/** The kept runs, as last reported by the worker. */
export interface KeptState {
  readonly place: ReadonlySignal<RunsEvent['place']>;
  /** Runs that can be resumed, most recently kept first. */
  readonly offers: ReadonlySignal<readonly Offer[]>;
  /** Runs that cannot be read, and why. */
  readonly unusable: ReadonlySignal<readonly { readonly run: string; readonly fault: Fault }[]>;
  /** Of the run that this page trains or trained last; undefined where nothing of it is kept, or no longer. */
  readonly now: ReadonlySignal<KeptNow | undefined>;
  /** Why this page's run could not be saved, until it is. */
  readonly notKept: ReadonlySignal<FailedEvent | undefined>;
  /** Called when a run of this page has begun. `from`: the kept run that it resumes. */
  begin(from: Offer | undefined): void;
  take(event: Event): void;
}

export function createKeptState(): KeptState {
  const place = signal<RunsEvent['place']>();
  const runs = signal<readonly KeptRun[]>([]);
  const last = signal<Omit<KeptNow, 'best'>>();
  const notKept = signal<FailedEvent>();
  /** Whether a run has begun and nothing has taken its place. */
  let going = false;
  /** Whether the failure is of a run: one of the place holds whatever begins or is opened. */
  let ofRun = false;
  const forgetRun = () => {
    if (ofRun) notKept.value = undefined;
    ofRun = going = false;
  };

  const offers = computed(() =>
    runs.value.flatMap(({ run, latest, best }) => (latest && !('unusable' in latest) ? [{ run, latest, best }] : [])),
  );
  const unusable = computed(() =>
    runs.value.flatMap(({ run, latest }) => (latest && 'unusable' in latest ? [{ run, fault: latest.unusable }] : [])),
  );
  const now = computed(() => {
    const kept = runs.value.find(({ run }) => run === last.value?.run);
    return last.value && kept && { ...last.value, best: kept.best };
  });

  return {
    ...{ place, offers, unusable, now, notKept },
    begin(from) {
      forgetRun();
      going = true;
      const { step, savedAt } = from?.latest.training ?? {};
      last.value = from && step !== undefined ? { run: from.run, step, at: savedAt ?? Date.now() } : undefined;
    },
    take(event) {
      if (event.type === 'runs') {
        place.value = event.place;
        runs.value = event.runs;
      } else if (event.type === 'kept') {
        const { run, step, bestStep = last.value?.bestStep } = event;
        const others = runs.value.filter((one) => one.run !== run);
        const best = event.bestStep !== undefined || (runs.value.find((one) => one.run === run)?.best ?? false);
        runs.value = [{ run, best }, ...others];
        last.value = { run, step, at: Date.now(), bestStep };
        notKept.value = undefined;
      } else if (event.type === 'failed' && event.during === 'keep') {
        notKept.value = event;
        ofRun = going;
      } else if (event.type === 'dataset' || event.type === 'opened') {
        forgetRun();
      }
    },
  };
}
