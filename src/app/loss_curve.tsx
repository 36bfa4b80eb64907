import { type Signal, useComputed, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import Plot from 'uplot';
import { count, loss } from '../client/format.ts';
import type { DatasetSummary, StartedEvent } from '../worker/protocol.ts';
import { axis, Chart, colour, fromZero, nearestIn, type Pointed, positiveRange, stepAxis } from './chart.tsx';
import { DASHES, drawBehind, extentOf, nearestCurve } from './curves_behind.ts';
import { useLater, useLoaded } from './loaded.tsx';
import type { PairProps } from './pair_curves.tsx';
import { isTraining } from './phase.ts';
import type { Store } from './store.ts';
import { Term } from './term.tsx';
import { Toggle } from './toggle.tsx';

function optionsFor(store: Store, logarithmic: boolean): Omit<Plot.Options, 'width' | 'height'> {
  const { behind, run } = store;
  const longest = () => {
    const { step } = extentOf(behind.peek());
    return Math.min(step, run.latest.peek()?.totalSteps ?? step);
  };
  const lowest = (low: number | null) => Math.min(low ?? Number.POSITIVE_INFINITY, extentOf(behind.peek()).low);
  const highest = (high: number | null) => Math.max(high ?? 0, extentOf(behind.peek()).high);
  return {
    padding: [8, 14, 0, 0],
    cursor: { y: false, drag: { x: true, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, range: (_, low, high) => [Math.min(low, 0), Math.max(high, longest(), 10)] },
      y: logarithmic
        ? { distr: 3, range: (_, low, high) => positiveRange(lowest(low), highest(high)) }
        : { range: (plot, low, high) => fromZero(plot, low, highest(high)) },
    },
    axes: [stepAxis, { ...axis, size: 48 }],
    hooks: { drawAxes: [(plot) => drawBehind(plot, behind.peek())] },
    series: [
      {},
      { label: 'loss', stroke: colour('--curve-faint'), width: 1, points: { show: false }, spanGaps: true },
      { label: 'mean', stroke: colour('--curve'), width: 2, points: { show: false }, spanGaps: true },
      {
        label: 'validation',
        stroke: colour('--second'),
        width: 2,
        points: { show: true, size: 8, fill: colour('--second') },
        spanGaps: true,
      },
    ],
  };
}

/** Training loss, its mean, and validation loss, over all steps of either; without a run, over those of the earlier ones. */
function columns({ run, validation, behind }: Store): Plot.AlignedData {
  const [steps, losses, means] = run.history.columns;
  const validated = validation.points.value;
  // Read in any case: the picture is drawn again when they change.
  const { value: earlier } = behind;
  if (steps.length === 0) {
    const all = [...new Set(earlier.flatMap((curve) => curve.steps))].sort((a, b) => a - b);
    const none = all.map(() => null);
    return [all, none, none, none];
  }
  if (validated.length === 0) return [steps, losses, means, steps.map(() => null)];
  const points = [validated.map(({ step }) => step), validated.map(({ loss }) => loss)];
  return Plot.join([[steps, losses, means], points as [number[], number[]]]);
}

/** The values at a place of the picture: those of this run, the last validation before it, and the earlier run that is nearest. */
function valuesAt({ run, validation, behind }: Store, { x, y }: Pointed): string {
  const [steps, losses, means] = run.history.columns;
  const at = nearestIn(steps, x);
  const step = steps[at];
  const own = step !== undefined && x <= (steps.at(-1) ?? 0) + 0.5;
  const validated = validation.points.value.findLast((one) => one.step <= x);
  const near = nearestCurve(behind.value, x, y ?? means[at]);
  return [
    `step ${count(own ? step : Math.max(0, x))}`,
    ...(own ? [`loss ${loss(losses[at] ?? Number.NaN)}`, `mean ${loss(means[at] ?? Number.NaN)}`] : []),
    ...(validated && own ? [`validation ${loss(validated.loss)} at step ${count(validated.step)}`] : []),
    ...(near ? [`nearest earlier run: ${near.name}, ${loss(near.loss)}`] : []),
  ].join(' · ');
}

/** Whether there is nothing to draw, nor will soon be: the picture is large from the start of a run on, and nothing moves at its first step. */
const isEmpty = ({ run, behind, pair }: Store) =>
  Number.isNaN(run.history.first) && behind.value.length === 0 && !pair.value && !isTraining(run.phase.value);

/** The card of the loss: this run with earlier ones in grey, or two runs while they are compared. */
export function LossCurve({ store }: { readonly store: Store }) {
  const { run, pair } = store;
  const started = run.started.value;
  const dataset = run.dataset.value;
  const begun = run.points.value >= 0 && !Number.isNaN(run.history.first);
  const empty = isEmpty(store);
  const logarithmic = useSignal(false);
  const { value: compared } = pair;
  const PairCurves = useLoaded<PairProps>(
    () => import('./pair_curves.tsx').then((loaded) => loaded.PairCurves),
    compared !== undefined,
  );
  return (
    <section class={empty ? 'card curve empty' : 'card curve'} id="curve" aria-label="Loss curve">
      <div class="curve-head">
        <h2>
          Loss <span class="muted">per caption, by training step</span>
        </h2>
        {!empty && <Tools store={store} logarithmic={logarithmic} />}
      </div>
      {compared ? (
        PairCurves && <PairCurves {...compared} logarithmic={logarithmic} />
      ) : (
        <Curves {...{ store, logarithmic, empty }} />
      )}
      <div class={started || isTraining(run.phase.value) ? 'muted facts' : undefined}>
        {started && dataset && !run.resumed.value && (
          <p class="muted" id="expected">
            A model that knows nothing starts near mean caption length × ln V ={' '}
            {wordsIn(started, dataset).toPrecision(3)} × ln {dataset.vocabularySize} = {loss(started.expectedFirstLoss)}
            , where V is the {dataset.vocabularySize} words of the vocabulary
            {begun && `; this one started at ${loss(run.history.first)}`}.
          </p>
        )}
        <Perplexity store={store} />
      </div>
    </section>
  );
}

/** The loss at every step, its moving average over at most about 20 steps, the validation loss, and earlier runs in grey. */
function Curves({ store, logarithmic, empty }: ToolsProps & { readonly empty: boolean }) {
  const { run, validation, behind } = store;
  const begun = run.points.value >= 0 && !Number.isNaN(run.history.first);
  const validated = validation.points.value.length > 0;
  const options = useMemo(() => optionsFor(store, logarithmic.value), [logarithmic.value]);
  const at = useSignal<Pointed>();
  const text = useComputed(() => {
    void run.points.value;
    return at.value ? valuesAt(store, at.value) : '';
  });
  return (
    <>
      {!empty && (
        <p class="legend muted">
          {!(begun || behind.value.length > 0) && ' '}
          {begun && <span class="key first">training</span>}
          {validated && (
            <span class="key second">
              validation, <Term is="teacher-forced" />
            </span>
          )}
          {behind.value.length > 0 && <span>earlier runs:</span>}
          {behind.value.map(({ name }, i) => (
            <span key={name} class={`key behind line${i % DASHES.length}`}>
              {name}
            </span>
          ))}
        </p>
      )}
      <Chart
        options={options}
        data={() => {
          void run.points.value;
          return columns(store);
        }}
        label={validated ? 'Curves of training and validation loss' : 'Curve of the training loss'}
        hint={empty && 'The curve begins with the first step.'}
        probe={empty ? undefined : { at, text }}
      />
      {!empty && (
        <p class="muted readout" id="curve-values">
          {text.value || 'Point at the curve, or use the arrow keys on it, to read its values.'}
        </p>
      )}
    </>
  );
}

/** The mean number of words in a caption, its end included. */
const wordsIn = ({ expectedFirstLoss }: StartedEvent, { vocabularySize }: DatasetSummary) =>
  expectedFirstLoss / Math.log(vocabularySize);

/** The loss per word as a perplexity. Smoothed targets have a loss of their own, which is none of the captions'. */
function Perplexity({ store: { run } }: { readonly store: Store }) {
  const { value: started } = run.started;
  const { value: dataset } = run.dataset;
  if (!started || !dataset || run.points.value < 0 || !run.latest.value || started.options.labelSmoothing > 0)
    return null;
  return (
    <p class="muted" id="perplexity">
      <Term is="perplexity">Perplexity</Term> per word: about{' '}
      {Math.exp(run.history.meanOfLastTen / wordsIn(started, dataset)).toPrecision(3)}, where 1 is certainty and{' '}
      {dataset.vocabularySize} is pure guessing.
    </p>
  );
}

interface ToolsProps {
  readonly store: Store;
  readonly logarithmic: Signal<boolean>;
}

/** The axis, and the curves as files. */
function Tools({ store, logarithmic }: ToolsProps) {
  const { act, Missing } = useLater(() => import('./curve_files.ts'));
  return (
    <div class="tools">
      <Toggle id="log-axis" on={logarithmic}>
        log axis
      </Toggle>
      <button type="button" class="quiet" id="curve-csv" onClick={() => act(({ saveCsv }) => saveCsv(store))}>
        CSV
      </button>
      <button type="button" class="quiet" id="curve-png" onClick={() => act(({ savePng }) => void savePng(store))}>
        PNG
      </button>
      {Missing && <Missing />}
    </div>
  );
}
