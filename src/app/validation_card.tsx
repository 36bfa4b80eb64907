import type Plot from 'uplot';
import { axis, Chart, colour, fromZero } from './chart.tsx';
import { ScoreNotes } from './score_notes.tsx';
import { Diversity, ScoreTable } from './scores.tsx';
import type { ValidationState } from './validation_state.ts';

const options: Omit<Plot.Options, 'width' | 'height'> = {
  padding: [8, 14, 0, 0],
  cursor: { drag: { x: false, y: false }, points: { size: 7 } },
  scales: {
    x: { time: false, range: (_, low, high) => [Math.min(low, 0), Math.max(high, 2)] },
    y: { range: fromZero },
  },
  axes: [
    { ...axis, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], space: 40, size: 30 },
    { ...axis, size: 48 },
  ],
  series: [
    {},
    { label: 'CIDEr', stroke: colour('--second'), width: 2, points: { show: true, size: 8, fill: colour('--second') } },
  ],
};

/** Validation results of the run, epoch by epoch. */
export function ValidationCard({ validation }: { readonly validation: ValidationState }) {
  const history = validation.history.value;
  const last = history.at(-1);
  if (!last) return null;
  const best = validation.best.value;
  const rows = [...history].reverse().map((one) => ({
    ...one,
    key: String(one.step),
    name: String(one.epoch),
    detail: `step ${one.step}`,
    best: one === best,
  }));
  const data = (): Plot.AlignedData => {
    const { value } = validation.history;
    return [value.map(({ epoch }) => epoch), value.map((one) => one.freeRunning.cider)];
  };
  return (
    <section class="card stack" id="validation" aria-label="Validation">
      <h2>
        Validation{' '}
        <span class="muted">
          on {last.freeRunning.captions} {last.split} pictures
        </span>
      </h2>
      {last.warning && (
        <p class="warning" role="status" id="warning">
          {last.warning}
        </p>
      )}
      <div class="validated">
        <ScoreTable id="scores" first="epoch" rows={rows} />
        <figure>
          <figcaption class="muted">CIDEr by epoch</figcaption>
          <Chart options={options} data={data} label="Curve of CIDEr by epoch" />
        </figure>
      </div>
      <Diversity scores={last.freeRunning} />
      <details class="muted">
        <summary>What these numbers mean</summary>
        <ScoreNotes checked={last.accuracy !== undefined} />
      </details>
    </section>
  );
}
