import type Plot from 'uplot';
import { count } from '../client/format.ts';
import { validationOptions } from '../options/evaluation_options.ts';
import { axis, Chart, colour, fromZero } from './chart.tsx';
import type { RunState } from './run_state.ts';
import { ScoreNotes } from './score_notes.tsx';
import { Diversity, type ScoreRow, ScoreTable } from './scores.tsx';
import { Term } from './term.tsx';
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

/** Every epoch has as many steps. */
const epochAt = (step: number, one: { readonly step: number; readonly epoch: number }) =>
  Math.round((step * one.epoch) / one.step);

interface Props {
  readonly run: RunState;
  readonly validation: ValidationState;
  /** Of the run, once it has one. */
  readonly name: string | undefined;
}

/** Validation results of the run, epoch by epoch. */
export function ValidationCard({ run, validation, name }: Props) {
  const history = validation.history.value;
  const last = history.at(-1);
  if (!last) return null;
  const { captions: pictures } = last.freeRunning;
  const all = run.dataset.value?.splits.find((split) => split.name === last.split)?.images ?? pictures;
  // A split may also have pictures without captions, which are not scored.
  const limited = pictures < all && pictures === run.started.value?.options.validateImages;
  const best = validation.best.value;
  const begun = history[0]?.step ?? 0;
  const earlier = validation.points.value.filter(({ step }) => step < begun);
  const rows: readonly ScoreRow[] = [
    ...[...history].reverse().map((one) => ({ ...one, name: String(one.epoch), best: one === best })),
    ...earlier.reverse().map(({ step, loss, cider }) => ({
      ...{ step, teacherForcedLoss: loss, freeRunning: { cider } },
      name: String(epochAt(step, last)),
    })),
  ].map(({ step, ...row }) => ({ ...row, key: String(step), detail: `step ${step}` }));
  const data = (): Plot.AlignedData => {
    const points = validation.points.value.filter(({ cider }) => cider !== undefined);
    return [points.map(({ step }) => epochAt(step, last)), points.map(({ cider = null }) => cider)];
  };
  return (
    <section class="card stack" id="validation" aria-label="Validation">
      <h2>
        Validation{' '}
        <span class="muted">
          of {name === undefined ? 'this run' : `“${name}”, the last run`}, on {count(pictures)}{' '}
          {pictures < all && `of ${count(all)} `}
          {last.split} pictures
        </span>
      </h2>
      {limited && (
        <p class="muted" id="validated-on">
          As many as the setting “{validationOptions.images.label}” says, evenly spread: fewer pictures keep a
          validation short.
        </p>
      )}
      {last.warning && (
        <p class="warning" role="status" id="warning">
          {last.warning}
        </p>
      )}
      <div class="validated">
        <ScoreTable id="scores" first="epoch" rows={rows} />
        <figure>
          <figcaption class="muted">
            <Term is="CIDEr" /> by epoch
          </figcaption>
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
