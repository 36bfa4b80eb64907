import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import Plot from 'uplot';
import { count, loss } from '../client/format.ts';
import type { Curve, RunPair } from '../client/logged_run.ts';
import { axis, Chart, colour, fromZero, nearestIn, type Pointed, positiveRange, stepAxis } from './chart.tsx';
import { type LossRange, leftOutInWords, rangeOrPart, rangeToTellApart } from './pair_curves_range.ts';
import { Toggle } from './toggle.tsx';

/** Two runs whose curves take the place of the current one's, the earlier one first. */
export interface Pair {
  readonly runs: RunPair;
  readonly names: readonly [string, string];
}

export interface PairProps extends Pair {
  readonly logarithmic: ReadonlySignal<boolean>;
}

const line = (label: string, name: string): Plot.Series => ({
  ...{ label, stroke: colour(name), width: 2, points: { show: false }, spanGaps: true },
});
const validated = (label: string, name: string): Plot.Series => ({
  ...{ label, stroke: colour(name), width: 1.5, dash: [6, 4], spanGaps: true },
  points: { show: true, size: 6, fill: colour(name) },
});

const optionsFor = (logarithmic: boolean, part: LossRange | undefined): Omit<Plot.Options, 'width' | 'height'> => ({
  padding: [8, 14, 0, 0],
  cursor: { y: false, drag: { x: true, y: false }, points: { size: 7 } },
  scales: {
    x: { time: false, range: (_, low, high) => [Math.min(low, 0), Math.max(high, 10)] },
    y: logarithmic
      ? { distr: 3, range: (_, low, high) => positiveRange(low, high) }
      : { range: part ? rangeOrPart(part) : fromZero },
  },
  axes: [stepAxis, { ...axis, size: 48 }],
  series: [
    {},
    line('first', '--curve'),
    validated('validation of the first', '--curve'),
    line('second', '--second'),
    validated('validation of the second', '--second'),
  ],
});

/** The mean loss of a run at a step; nothing where its curve does not reach it. */
function lossAt({ steps, losses }: Curve, step: number): string {
  const value = step <= (steps.at(-1) ?? -1) ? losses[nearestIn(steps, step)] : undefined;
  return loss(value ?? Number.NaN);
}

/** The curves of two runs in one picture. */
export function PairCurves({ runs, names: [one, other], logarithmic }: PairProps) {
  const [first, second] = runs;
  const whole = useSignal(false);
  const range = useMemo(() => rangeToTellApart(runs), [first, second]);
  const part = whole.value ? undefined : range;
  const options = useMemo(() => optionsFor(logarithmic.value, part), [logarithmic.value, part]);
  const data = useMemo(() => {
    const curves = runs.flatMap(({ curve, validation }) => [curve, validation]);
    return Plot.join(curves.map(({ steps, losses }) => [[...steps], [...losses]]));
  }, [first, second]);
  const at = useSignal<Pointed>();
  const text = useComputed(() => {
    if (!at.value) return '';
    const step = Math.max(0, Math.round(at.value.x));
    return `step ${count(step)} · ${one}: ${lossAt(first.curve, step)} · ${other}: ${lossAt(second.curve, step)}`;
  });
  return (
    <>
      <p class="legend muted">
        <span class="key first">{one}</span> <span class="key second">{other}</span> <span>dashed: validation</span>
      </p>
      <Chart
        // The curves of another pair are another picture.
        key={first.id + second.id}
        options={options}
        data={() => data}
        label={`Curves of the loss of ${one} and of ${other}`}
        probe={{ at, text }}
      />
      {range && !logarithmic.value && (
        <p class="muted" id="axis-part">
          {part && <span>{leftOutInWords(part, runs)} </span>}
          <Toggle id="whole-axis" on={whole}>
            whole axis, from 0
          </Toggle>
        </p>
      )}
      <p class="muted readout">{text.value || 'Point at the curves, or use the arrow keys on them, to read values.'}</p>
    </>
  );
}
