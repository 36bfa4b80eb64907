import { count, duration, loss, percent } from '../client/format.ts';
import { type LoggedRun, MAX_NAME } from '../client/logged_run.ts';
import { differencesOf, nameOf } from '../client/run_differences.ts';
import { Button } from './button.tsx';
import type { ComparisonProps } from './comparison.tsx';
import { createEarlierRuns, type EarlierRuns, otherCell } from './earlier_runs.ts';
import { useLoaded } from './loaded.tsx';
import { isTraining } from './phase.ts';
import type { SetupState } from './setup_state.ts';
import type { Store } from './store.ts';
import { Term } from './term.tsx';
import './runs.css';

export { createEarlierRuns };

interface Props {
  readonly store: Store;
  readonly setup: SetupState;
  readonly runs: EarlierRuns;
}

/** The runs of this browser, two of them side by side, and the other cell in one click. */
export function RunList({ store, setup, runs }: Props) {
  const { log } = runs;
  const { value: listed } = log.runs;
  const { value: pair } = runs.pair;
  const Comparison = useLoaded<ComparisonProps>(
    () => import('./comparison.tsx').then((loaded) => loaded.Comparison),
    pair !== undefined,
  );
  return (
    <section class="card stack" id="runs" aria-label="Runs">
      <h2>
        Runs <span class="muted">kept in this browser, the last 50; they survive a reload</span>
      </h2>
      <Notices runs={runs} />
      <OtherCell {...{ store, setup, runs }} />
      {listed.length > 0 && <Table runs={runs} listed={listed} />}
      {pair
        ? Comparison && (
            <Comparison
              {...pair}
              drawn={store.pair.value !== undefined}
              shown={store.run.pictures}
              local={setup.given.value.pictures}
            />
          )
        : listed.length > 1 && <p class="muted">Mark two runs under “compare” to see them side by side.</p>}
    </section>
  );
}

function Notices({ runs: { log } }: Pick<Props, 'runs'>) {
  const { value: notKept } = log.notKept;
  const { length: damaged } = log.damaged.value;
  return (
    <div role="status" class="silent">
      {notKept && (
        <p class="warning" id="runs-not-kept">
          {notKept}
        </p>
      )}
      {damaged > 0 && (
        <p class="warning" id="runs-damaged">
          {damaged === 1 ? 'One entry' : `${damaged} entries`} of the list cannot be read, and{' '}
          {damaged === 1 ? 'is' : 'are'} left out.{' '}
          <button type="button" class="quiet" onClick={() => log.removeDamaged()}>
            Delete {damaged === 1 ? 'it' : 'them'}
          </button>
        </p>
      )}
    </div>
  );
}

function OtherCell({ store, setup, runs }: Props) {
  const training = isTraining(store.run.phase.value);
  const cell = otherCell(setup.settings.value.cellType).toUpperCase();
  const { value: waiting } = runs.waiting;
  const off = waiting !== undefined || (!training && !setup.ready.value);
  return (
    <div class="copy">
      <Button id="other-cell" off={off} onClick={() => runs.trainOther()}>
        Compare with {cell === 'RNN' ? 'an RNN' : 'an LSTM'}
      </Button>
      {waiting && (
        <Button id="cancel-other-cell" class="quiet" onClick={() => runs.cancel()}>
          Cancel
        </Button>
      )}
      <span class="muted" role="status">
        {waiting
          ? `The ${waiting.toUpperCase()} starts when this run has finished.`
          : (runs.notBegun.value ?? 'Trains the other cell with the same settings, then shows both side by side.')}
      </span>
    </div>
  );
}

const CIDER = 'CIDEr, val';
/** With the set that each is measured on. */
const columns = [
  ...['first loss', 'last loss', 'loss, val', CIDER, 'main object right, test', 'mentions something not there, test'],
  ...['steps', 'time'],
];

function Table({ runs, listed }: { readonly runs: EarlierRuns; readonly listed: readonly LoggedRun[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section class="scroll" aria-label="List of runs" tabIndex={0}>
      <table class="summary runs">
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">curve</th>
            <th scope="col">compare</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column === CIDER ? (
                  <span class="whole">
                    <Term is="CIDEr" />, val
                  </span>
                ) : (
                  column
                )}
              </th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {listed.map((run, i) => (
            <Row key={run.id} {...{ runs, run }} before={listed[i + 1]} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface RowProps {
  readonly runs: EarlierRuns;
  readonly run: LoggedRun;
  readonly before: LoggedRun | undefined;
}

/** A share of the test pictures; of a run that was stopped before they were captioned, of its last validation. */
function Share({ run, what }: { readonly run: LoggedRun; readonly what: 'main' | 'absent' }) {
  const { [what]: value, validated } = run;
  if (value !== undefined || !validated) return <td>{value === undefined ? '–' : percent(value)}</td>;
  return (
    <td>
      {percent(validated[what])} <span class="muted">val, step {count(validated.step)}</span>
    </td>
  );
}

const number = (value: number | undefined) => loss(value ?? Number.NaN);

function Row({ runs, run, before }: RowProps) {
  const name = runs.names.value.get(run.id) ?? '';
  const remove = () => {
    if (confirm(`Delete “${name}” from the list? A checkpoint of it stays.`)) runs.remove(run);
  };
  return (
    <tr>
      <th scope="row">
        <input
          class="name"
          aria-label={`Name of ${name}`}
          autocomplete="off"
          maxLength={MAX_NAME}
          value={name}
          placeholder={nameOf(run.settings)}
          onChange={(event) => {
            runs.rename(run, event.currentTarget.value);
            event.currentTarget.value = runs.names.value.get(run.id) ?? '';
          }}
        />
        <span class="muted">{remarkOn(run, before)}</span>
      </th>
      <td>
        <Check label={`Show the curve of ${name}`} on={runs.isShown(run)} onChange={(on) => runs.show(run, on)} />
      </td>
      <td>
        <Check
          label={`Compare ${name}`}
          on={runs.chosen.value.includes(run.id)}
          onChange={(on) => runs.choose(run, on)}
        />
      </td>
      <td>{number(run.firstLoss)}</td>
      <td>{number(run.lastLoss)}</td>
      <td>{number(run.validation.losses.at(-1))}</td>
      <td>{run.cider === undefined ? '–' : run.cider.toFixed(3)}</td>
      <Share run={run} what="main" />
      <Share run={run} what="absent" />
      <td>{count(run.step)}</td>
      <td>{duration(run.seconds ?? Number.NaN)}</td>
      <td>
        <button type="button" class="quiet" aria-label={`Delete ${name}`} onClick={remove}>
          Delete
        </button>
      </td>
    </tr>
  );
}

interface CheckProps {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

const Check = ({ label, on, onChange }: CheckProps) => (
  <input type="checkbox" aria-label={label} checked={on} onChange={(event) => onChange(event.currentTarget.checked)} />
);

/** When and how it ended, and what differs from the run before it. */
function remarkOn({ at, end, resumed, settings }: LoggedRun, before: LoggedRun | undefined): string {
  const when = new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
  const differing = before ? differencesOf(before.settings, settings) : [];
  const listed = differing.slice(0, 3).map(({ label, values: [was, is] }) => `${label} ${is} instead of ${was}`);
  const more = differing.length > 3 ? [`${differing.length - 3} more settings`] : [];
  const compared = before && (differing.length > 0 ? [...listed, ...more].join(', ') : 'set like the run before');
  return [
    when,
    ...(end === 'finished' ? [] : [end]),
    ...(resumed ? ['resumed'] : []),
    ...(compared ? [compared] : []),
  ].join(' · ');
}
