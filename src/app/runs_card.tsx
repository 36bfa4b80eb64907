import { useSignal, useSignalEffect } from '@preact/signals';
import { useCallback } from 'preact/hooks';
import type { EarlierRuns } from './earlier_runs.ts';
import { browserStorage, runKeys } from './page_storage.ts';
import type { SetupState } from './setup_state.ts';
import type { Store } from './store.ts';

interface Props {
  readonly store: Store;
  readonly setup: SetupState;
}

interface Loaded {
  readonly runs: EarlierRuns;
  readonly Card: typeof import('./run_list.tsx').RunList;
}

/** A run this short has probably just begun. */
const BEGUN = 10;

/** The list of runs. Its code is loaded once there is something to list, or soon will be: a first visit does without. */
export function RunsCard({ store, setup }: Props) {
  const loaded = useSignal<Loaded>();
  const failed = useSignal(false);
  const loading = useSignal<Promise<EarlierRuns | undefined>>();
  const load = useCallback(() => {
    loading.value ??= loadRuns(store, setup).then(
      (all) => {
        loaded.value = all;
        return all.runs;
      },
      () => {
        failed.value = true;
        loading.value = undefined;
        return undefined;
      },
    );
    return loading.value;
  }, []);
  useSignalEffect(() => {
    const { run } = store;
    const begun = (run.latest.value?.step ?? 0) >= BEGUN;
    if (begun || run.finished.value || run.fault.value || runKeys(browserStorage()).length > 0) void load();
  });
  if (loaded.value) return <loaded.value.Card {...{ store, setup }} runs={loaded.value.runs} />;
  return (
    <section class="card" id="runs" aria-label="Runs">
      <h2>
        Runs <span class="muted">each run that ends is listed here, and kept in this browser</span>
      </h2>
      {failed.value && (
        <p class="warning" role="status">
          The list cannot be loaded, so that this run may be missing from it: the server of this page does not answer.
        </p>
      )}
      <button
        type="button"
        id="other-cell"
        disabled={!setup.ready.value}
        onClick={() => void load().then((runs) => runs?.trainOther())}
      >
        Train an LSTM and an RNN, and compare them
      </button>
    </section>
  );
}

async function loadRuns(store: Store, setup: SetupState): Promise<Loaded> {
  const { createEarlierRuns, RunList } = await import('./run_list.tsx');
  return { runs: createEarlierRuns(store, setup), Card: RunList };
}
