import { effect, type ReadonlySignal, signal, untracked } from '@preact/signals';
import type { PageSettings } from '../client/address.ts';
import { loggedCaptions } from '../client/logged_captions.ts';
import { type LoggedRun, MAX_POINTS } from '../client/logged_run.ts';
import type { FinishedEvent, SceneAccuracy, StartedEvent, ValidatedEvent } from '../worker/protocol.ts';
import { isTraining } from './phase.ts';
import type { RunLog } from './run_log.ts';
import type { SetupState } from './setup_state.ts';
import type { Store } from './store.ts';

/** The run in progress, with the settings that it began with. */
interface Begun {
  readonly id: string;
  readonly settings: PageSettings;
  /** The entry of the run that it resumes, which becomes its own. */
  readonly earlier?: LoggedRun;
}

/** Writes the runs of this page into the list, each when it ends. */
export interface RunRecorder {
  /** Id of the run in progress, or of the last one. */
  readonly current: ReadonlySignal<string | undefined>;
}

/** @param onEnd called when a run has ended, with what was added to the list: nothing of a run that took no step */
export function recordRuns(
  store: Store,
  setup: SetupState,
  log: RunLog,
  onEnd: (run: LoggedRun | undefined) => void,
): RunRecorder {
  const { run } = store;
  const current = signal<string>();
  let begun: Begun | undefined;

  effect(() => {
    const { value: started } = run.started;
    if (!started) return;
    begun = untracked(() => {
      const kept = run.resumed.value ? keptName(store) : undefined;
      const earlier = log.runs.value.find((one) => kept !== undefined && one.kept === kept);
      return { id: earlier?.id ?? newId(), settings: settingsOf(store, setup, started), ...(earlier && { earlier }) };
    });
    current.value = begun.id;
  });
  const record = (end: LoggedRun['end']) => {
    if (!begun) return;
    const { id } = begun;
    const entry = entryOf(store, begun, end);
    if (!entry) return;
    // What the user has decided of it meanwhile.
    const { name, shown } = log.runs.peek().find((one) => one.id === id) ?? {};
    log.put({ ...entry, ...(name !== undefined && { name }), ...(shown !== undefined && { shown }) });
    return entry;
  };
  effect(() => {
    const how = endOf(run.phase.value, run.finished.value);
    if (!how) return;
    untracked(() => {
      const entry = record(how);
      begun = undefined;
      onEnd(entry);
    });
  });
  // The page may come back: its run then replaces this entry when it ends.
  addEventListener('pagehide', () => {
    if (isTraining(run.phase.value)) record('interrupted');
  });
  return { current };
}

const newId = () => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

function endOf(phase: string, finished: FinishedEvent | undefined): LoggedRun['end'] | undefined {
  if (phase === 'finished') return finished?.stopped ? 'stopped' : 'finished';
  return phase === 'failed' || phase === 'ended' ? 'failed' : undefined;
}

/** Every option of the run, whatever the defaults will be when the list is read. */
function settingsOf({ run }: Store, setup: SetupState, { options }: StartedEvent): PageSettings {
  const { iterations: _, ...given } = options;
  const { iterations } = setup.differing.value.options;
  return { source: run.origin.value, options: { ...given, ...(iterations && { iterations }) } };
}

/** The name under which the run is kept; undefined where it is not, or in a folder, which keeps one run after the other. */
const keptName = ({ checkpoints }: Store) => checkpoints.kept.now.value?.run || undefined;

/** What is known of the run now; undefined where it has taken no step. */
function entryOf(store: Store, { id, settings, earlier }: Begun, end: LoggedRun['end']): LoggedRun | undefined {
  const { run, validation } = store;
  const { value: latest } = run.latest;
  const { value: finished } = run.finished;
  if (!latest) return undefined;
  const validated = validation.points.value.filter(({ loss }) => Number.isFinite(loss)).slice(-MAX_POINTS);
  const accuracy = finished?.accuracy;
  const last = validation.history.value.at(-1);
  const validShares = last ? sharesOfLast(last) : earlier?.validated;
  const captions = loggedCaptions(run.captionsAt.value, run.pictures.value);
  const kept = keptName(store);
  const isWhole = earlier ? !earlier.resumed : !run.resumed.value;
  return {
    ...{ id, settings, at: Date.now(), end, step: latest.step, totalSteps: latest.totalSteps },
    ...(kept && { kept }),
    ...(isWhole ? finite('firstLoss', earlier ? earlier.firstLoss : run.history.first) : { resumed: true as const }),
    ...finite('lastLoss', run.history.meanOfLastTen),
    // How long an interrupted run took is not known.
    ...finite('seconds', finished && (earlier ? (earlier.seconds ?? Number.NaN) : 0) + finished.seconds),
    ...finite('cider', last?.freeRunning.cider ?? earlier?.cider),
    ...(accuracy && shares(accuracy)),
    ...(validShares && { validated: validShares }),
    ...(captions && { captions }),
    curve: run.history.thinned(MAX_POINTS),
    validation: { steps: validated.map(({ step }) => step), losses: validated.map(({ loss }) => loss) },
  };
}

const shares = ({ pictures, correct, untrue }: SceneAccuracy) => ({
  main: correct / Math.max(1, pictures),
  absent: untrue / Math.max(1, pictures),
});

/** What a validation found in the captions; undefined where they cannot be checked. */
function sharesOfLast({ step, accuracy }: ValidatedEvent): LoggedRun['validated'] {
  return accuracy && accuracy.pictures > 0 ? { step, pictures: accuracy.pictures, ...shares(accuracy) } : undefined;
}

const finite = <K extends string>(name: K, value: number | undefined): { [N in K]?: number } =>
  value !== undefined && Number.isFinite(value) ? ({ [name]: value } as { [N in K]?: number }) : {};
