import { useMemo } from 'preact/hooks';
import Plot from 'uplot';
import { count, duration, loss, percent } from '../client/format.ts';
import type { LoggedRun } from '../client/logged_run.ts';
import { differencesOf } from '../client/run_differences.ts';
import { axis, Chart, colour, fromZero, stepAxis } from './chart.tsx';

interface Props {
  /** The earlier one first. */
  readonly pair: readonly [LoggedRun, LoggedRun];
  readonly names: ReadonlyMap<string, string>;
}

const line = (label: string, name: string): Plot.Series => ({
  ...{ label, stroke: colour(name), width: 2, points: { show: false }, spanGaps: true },
});
const validated = (label: string, name: string): Plot.Series => ({
  ...{ label, stroke: colour(name), width: 1.5, dash: [6, 4], spanGaps: true },
  points: { show: true, size: 6, fill: colour(name) },
});

const options: Omit<Plot.Options, 'width' | 'height'> = {
  padding: [8, 14, 0, 0],
  cursor: { drag: { x: true, y: false }, points: { size: 7 } },
  scales: {
    x: { time: false, range: (_, low, high) => [Math.min(low, 0), Math.max(high, 10)] },
    y: { range: fromZero },
  },
  axes: [stepAxis, { ...axis, size: 48 }],
  series: [
    {},
    line('first', '--curve'),
    validated('validation of the first', '--curve'),
    line('second', '--second'),
    validated('validation of the second', '--second'),
  ],
};

const share = (value: number | undefined) => (value === undefined ? undefined : percent(value));
const number = (value: number | undefined) => (value === undefined ? undefined : loss(value));

/** The measured numbers of a run, as rows of a table. */
const numbersOf = (run: LoggedRun): readonly (readonly [string, string | undefined])[] => [
  ['Loss at the start', number(run.firstLoss)],
  ['Loss, last ten steps', number(run.lastLoss)],
  ['Validation loss', number(run.validation.losses.at(-1))],
  ['CIDEr', run.cider?.toFixed(3)],
  ['Main object right', share(run.main)],
  ['Says what is not there', share(run.absent)],
  ['Steps', count(run.step)],
  ['Time', run.seconds === undefined ? undefined : duration(run.seconds)],
];

/** Two runs side by side: both curves, the settings that differ, and the numbers of both. */
export function Comparison({ pair, names }: Props) {
  const [first, second] = pair;
  const [one, other] = [names.get(first.id) ?? '', names.get(second.id) ?? ''];
  const differing = differencesOf(first.settings, second.settings);
  const numbers = numbersOf(second);
  const rows = [
    ...differing.map(({ label, values }) => [label, ...values] as const),
    ...numbersOf(first).map(([label, value], i) => [label, value ?? '–', numbers[i]?.[1] ?? '–'] as const),
  ];
  const data = useMemo(() => {
    const curves = pair.flatMap(({ curve, validation }) => [curve, validation]);
    return Plot.join(curves.map(({ steps, losses }) => [[...steps], [...losses]]));
  }, [first, second]);
  return (
    <section class="compared" id="comparison" aria-label="Two runs side by side">
      <h3>Side by side</h3>
      <p class="legend muted">
        <span class="key first">{one}</span> <span class="key second">{other}</span> <span>dashed: validation</span>
      </p>
      <Chart options={options} data={() => data} label={`Curves of the loss of ${one} and of ${other}`} />
      <table class="summary sides">
        <thead>
          <tr>
            <td />
            <th scope="col">{one}</th>
            <th scope="col">{other}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, ...values], i) => (
            <tr key={label} class={i < differing.length ? 'differs' : undefined}>
              <th scope="row">{label}</th>
              {values.map((value, side) => (
                <td key={side === 0 ? one : other}>{value}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {differing.length === 0 && <p class="muted">Both have the same settings.</p>}
    </section>
  );
}
