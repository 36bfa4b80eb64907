import Plot from 'uplot';
import { loss } from '../client/format.ts';
import { axis, Chart, colour, fromZero } from './chart.tsx';
import type { Store } from './store.ts';

const options: Omit<Plot.Options, 'width' | 'height'> = {
  padding: [8, 14, 0, 0],
  cursor: { drag: { x: true, y: false }, points: { size: 7 } },
  scales: {
    x: { time: false, range: (_, low, high) => [Math.min(low, 0), Math.max(high, 10)] },
    y: { range: fromZero },
  },
  axes: [
    {
      ...axis,
      incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000],
      space: 60,
      size: 30,
    },
    { ...axis, size: 48 },
  ],
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

/** Training loss, its mean, and validation loss, over all steps of either. */
function columns({ run, validation }: Store): Plot.AlignedData {
  const [steps, losses, means] = run.history.columns;
  const validated = validation.history.value;
  if (validated.length === 0) return [steps, losses, means, steps.map(() => null)];
  const points = [validated.map(({ step }) => step), validated.map((one) => one.teacherForcedLoss)];
  return Plot.join([[steps, losses, means], points as [number[], number[]]]);
}

/** The loss at every step, its moving average over at most about 20 steps, and the validation loss. */
export function LossCurve({ store }: { readonly store: Store }) {
  const { run, validation } = store;
  const started = run.started.value;
  const empty = run.points.value >= 0 && Number.isNaN(run.history.first);
  const validated = validation.history.value.length > 0;
  return (
    <section class={empty ? 'card curve empty' : 'card curve'} aria-label="Loss curve">
      <h2>
        Loss <span class="muted">a caption, by training step</span>
      </h2>
      {validated && (
        <p class="legend muted">
          <span class="key first">training</span> <span class="key second">validation, teacher-forced</span>
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
      />
      {started && !run.resumed.value && (
        <p class="muted" id="expected">
          A model that knows nothing starts near mean caption length × ln V = {loss(started.expectedFirstLoss)}
          {!empty && `; this one started at ${loss(run.history.first)}`}.
        </p>
      )}
      <Perplexity store={store} />
    </section>
  );
}

/** The loss per word as a perplexity. Smoothed targets have a loss of their own, which is none of the captions'. */
function Perplexity({ store: { run } }: { readonly store: Store }) {
  const { value: started } = run.started;
  const { value: dataset } = run.dataset;
  if (!started || !dataset || run.points.value < 0 || !run.latest.value || started.options.labelSmoothing > 0)
    return null;
  const words = started.expectedFirstLoss / Math.log(dataset.vocabularySize);
  return (
    <p class="muted" id="perplexity">
      Perplexity a word: about {Math.exp(run.history.meanOfLastTen / words).toPrecision(3)}, where 1 is certainty and{' '}
      {dataset.vocabularySize} knows nothing.
    </p>
  );
}
