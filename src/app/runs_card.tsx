import { useSignal, useSignalEffect } from '@preact/signals';
import { useRef } from 'preact/hooks';
import type { EarlierRuns } from './earlier_runs.ts';
import { useLater } from './loaded.tsx';
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
  const { act, Missing } = useLater(() => loadRuns(store, setup));
  const load = (use: (runs: EarlierRuns) => void = () => {}) =>
    act((all) => {
      loaded.value = all;
      use(all.runs);
    });
  const tried = useRef(false);
  useSignalEffect(() => {
    const { run } = store;
    if (tried.current) return;
    const begun = (run.latest.value?.step ?? 0) >= BEGUN;
    tried.current = begun || !!(run.finished.value || run.fault.value) || runKeys(browserStorage()).length > 0;
    if (tried.current) load();
  });
  if (loaded.value) return <loaded.value.Card {...{ store, setup }} runs={loaded.value.runs} />;
  return (
    <section class="card" id="runs" aria-label="Runs">
      <h2>
        Runs <span class="muted">each run that ends is listed here, and kept in this browser</span>
      </h2>
      {Missing && <Missing />}
      <button
        type="button"
        id="other-cell"
        disabled={!setup.ready.value}
        onClick={() => load((runs) => runs.trainOther())}
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
