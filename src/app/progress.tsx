import { useRef } from 'preact/hooks';
import { sharesOf } from '../client/check_words.ts';
import { count, duration, loss, percent, plural, rate } from '../client/format.ts';
import type { LoadingPace } from './loading_pace.ts';
import type { RunState } from './run_state.ts';
import { scrollBelowBar } from './scroll.ts';

const words = {
  empty: 'No data yet',
  loading: 'Loading data',
  ready: 'Ready',
  starting: 'Starting',
  running: 'Training',
  paused: 'Paused',
  stopping: 'Stopping',
  finished: 'Finished',
  failed: 'Failed',
  ended: 'The training worker has ended',
} as const;

interface Props {
  readonly run: RunState;
  readonly lacking: boolean;
  /** Settings that were changed since the run, by name. */
  readonly changed: readonly string[];
}

/** "Cell changed: applies to a new run". */
const changedInWords = (changed: readonly string[]) =>
  changed.length === 0
    ? ''
    : ` · ${changed.length > 2 ? `${changed.length} settings` : changed.join(' and ')} changed: ${changed.length > 1 ? 'apply' : 'applies'} to a new run`;

/** How far the run is, in a bar and five numbers. */
export function Progress({ run, lacking, changed }: Props) {
  const phase = run.phase.value;
  const latest = run.latest.value;
  const loading = run.loading.value;
  const total = latest?.totalSteps ?? run.started.value?.totalSteps ?? 0;
  const epochs = run.started.value?.options.numEpochs;
  const step = latest?.step ?? 0;
  const done = loading ? loading.done / Math.max(1, loading.total) : total > 0 ? step / total : 0;
  const preparing = run.preparing.value;
  const busy = (phase === 'starting' || preparing) && !loading;
  const stopped = run.finished.value?.stopped && phase === 'finished';
  const ended = stopped ? `Stopped after ${count(step)} of ${plural(total, 'step')}` : words[phase];
  const said = preparing ? 'Preparing the GPU …' : phase === 'ready' && lacking ? 'Not ready yet' : ended;
  return (
    <section class="progress" aria-label="Progress">
      <div class="state">
        <progress max={1} {...(busy ? {} : { value: done })} aria-label={loading?.what ?? said} />
        <span id="state" data-phase={phase}>
          {loading
            ? `${loading.what} ${Math.round(100 * done)} %${paceOf(loading.pace)}`
            : said + changedInWords(changed)}
        </span>
      </div>
      <dl class="tiles">
        <Tile label="Step" id="at-step" value={total > 0 ? `${count(step)} / ${count(total)}` : '–'} />
        <Tile
          label="Epoch"
          id="at-epoch"
          value={epochs && latest ? `${Math.min(latest.epoch + 1, epochs)} / ${epochs}` : '–'}
        />
        <Tile label="Loss" id="at-loss" value={latest ? loss(run.history.meanOfLastTen) : '–'} />
        <Tile label="Captions / s" id="at-rate" value={latest ? rate(latest.captionsPerSecond) : '–'} />
        <Tile
          label={phase === 'finished' ? 'Time' : 'Time left'}
          id="at-time"
          value={
            run.finished.value
              ? duration(run.finished.value.seconds)
              : latest && phase === 'running'
                ? duration(latest.secondsLeft)
                : '–'
          }
        />
      </dl>
      <Announcement run={run} />
    </section>
  );
}

/** ", 10.9 a second, 0:52 left". */
const paceOf = (pace: LoadingPace | undefined) =>
  pace ? `, ${rate(pace.perSecond)} a second, ${duration(pace.secondsLeft)} left` : '';

function Tile({ label, id, value }: { label: string; id: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd id={id}>{value}</dd>
    </div>
  );
}

/** What a screen reader announces: each change of phase and every tenth of a run, not every step. */
function Announcement({ run }: { readonly run: RunState }) {
  const said = useRef('');
  const { value: phase } = run.phase;
  const { value: latest } = run.latest;
  const tenth = latest ? Math.floor((10 * latest.step) / latest.totalSteps) : 0;
  const key = `${phase} ${phase === 'running' ? tenth : ''}`;
  const text = useRef('');
  if (said.current !== key) {
    said.current = key;
    const at = latest ? `, step ${latest.step} of ${latest.totalSteps}, loss ${loss(run.history.meanOfLastTen)}` : '';
    text.current = `${words[phase]}${at}`;
  }
  return (
    <p class="hidden" aria-live="polite">
      {text.current}
    </p>
  );
}

/** The steps that the last loss is a mean of. */
const overLast = (steps: number) =>
  steps === 1 ? 'in the only step' : `over the last ${steps < 10 ? plural(steps, 'step') : 'ten steps'}`;

/** The measured result of a finished run, and what was measured. */
export function Result({ run, compared }: { readonly run: RunState; readonly compared: boolean }) {
  const finished = run.finished.value;
  if (!finished) return null;
  const { accuracy, pointing } = finished;
  const shares = accuracy && sharesOf(accuracy);
  return (
    <p class="card result" id="result">
      {finished.stopped ? 'Stopped' : 'Done'} after {plural(finished.step, 'step')} in {duration(finished.seconds)}.
      Loss: {!run.resumed.value && `${loss(run.history.first)} at the start, `}
      {loss(run.history.meanOfLastTen)} {overLast(run.history.columns[0].length)}.
      {accuracy && shares && (
        <>
          {' '}
          Of the captions of {count(accuracy.pictures)} {accuracy.split} pictures, <strong>{shares.main}</strong> name
          the colour and shape of the main object correctly, and <strong>{shares.absent}</strong> say something that is
          not there: an object, colour, size, place or background
          {accuracy.broken > 0 && `; ${shares.broken} are not grammatical captions`} (each phrase is compared with the
          scene that was drawn).
        </>
      )}
      {compared && (
        <>
          {' '}
          <button
            type="button"
            class="link"
            id="to-comparison"
            onClick={() => scrollBelowBar(document.querySelector('#comparison'))}
          >
            See it side by side with the run before
          </button>
          .
        </>
      )}
      {pointing && (
        <>
          {' '}
          <strong>{percent(pointing.inside / Math.max(1, pointing.words))}</strong> of {count(pointing.words)} words
          that name the colour or shape of an object depend most on pixels inside it.
        </>
      )}
    </p>
  );
}
