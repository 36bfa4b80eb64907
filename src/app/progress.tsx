import { useRef } from 'preact/hooks';
import { sharesOf } from '../client/check_words.ts';
import { count, duration, loss, percent, plural, rate } from '../client/format.ts';
import { modelAtHand } from './checkpoint_words.ts';
import type { LoadingPace } from './loading_pace.ts';
import { isIdle } from './phase.ts';
import type { RunState } from './run_state.ts';
import { scrollBelowBar } from './scroll.ts';
import type { Store } from './store.ts';

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
  readonly store: Pick<Store, 'run' | 'checkpoints'>;
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
export function Progress({ store: { run, checkpoints }, lacking, changed }: Props) {
  const opened = checkpoints.opened.value;
  const phase = run.phase.value;
  // What was last known of a run is not what is at hand once a checkpoint is open.
  const [latest, finished] = opened ? [] : [run.latest.value, run.finished.value];
  const loading = run.loading.value;
  const { step = 0, totalSteps: total = (!opened && run.started.value?.totalSteps) || 0 } =
    (opened ? opened.training : latest) ?? {};
  const epochs = run.started.value?.options.numEpochs;
  const done = loading ? loading.done / Math.max(1, loading.total) : total > 0 ? step / total : 0;
  const preparing = run.preparing.value;
  const busy = (phase === 'starting' || preparing) && !loading;
  const stopped = finished?.stopped && phase === 'finished';
  const atHand = opened && isIdle(phase) ? `Opened: ${modelAtHand(opened)}` : undefined;
  const ended = stopped ? `Stopped after ${count(step)} of ${plural(total, 'step')}` : (atHand ?? words[phase]);
  const said = preparing ? 'Preparing the GPU …' : phase === 'ready' && lacking && !atHand ? 'Not ready yet' : ended;
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
        <Tile
          label="Loss"
          id="at-loss"
          title="Mean of the last ten steps"
          value={opened ? loss(opened.training?.loss ?? Number.NaN) : latest ? loss(run.history.meanOfLastTen) : '–'}
        />
        <Tile label="Captions / s" id="at-rate" value={latest ? rate(latest.captionsPerSecond) : '–'} />
        <Tile
          label={phase === 'finished' ? 'Time' : 'Time left'}
          id="at-time"
          value={
            finished ? duration(finished.seconds) : latest && phase === 'running' ? duration(latest.secondsLeft) : '–'
          }
        />
      </dl>
      <Announcement run={run} atHand={atHand} />
    </section>
  );
}

/** ", 10.9 a second, 0:52 left". */
const paceOf = (pace: LoadingPace | undefined) =>
  pace ? `, ${rate(pace.perSecond)} a second, ${duration(pace.secondsLeft)} left` : '';

function Tile({ label, id, value, title }: { label: string; id: string; value: string; title?: string }) {
  return (
    <div title={title}>
      <dt>{label}</dt>
      <dd id={id}>{value}</dd>
    </div>
  );
}

/** What a screen reader announces: each change of phase and every tenth of a run, not every step. */
function Announcement({ run, atHand }: { readonly run: RunState; readonly atHand: string | undefined }) {
  const said = useRef('');
  const { value: phase } = run.phase;
  const { value: latest } = run.latest;
  const tenth = latest ? Math.floor((10 * latest.step) / latest.totalSteps) : 0;
  const key = atHand ?? `${phase} ${phase === 'running' ? tenth : ''}`;
  const text = useRef('');
  if (said.current !== key) {
    said.current = key;
    const at = latest ? `, step ${latest.step} of ${latest.totalSteps}, loss ${loss(run.history.meanOfLastTen)}` : '';
    text.current = atHand ?? `${words[phase]}${at}`;
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
