import type { ComponentProps } from 'preact';
import { useMemo } from 'preact/hooks';
import Plot from 'uplot';
import { betterOf, conclusionOf, differenceCounts, measures } from '../client/conclusion.ts';
import { count, duration } from '../client/format.ts';
import type { LoggedRun } from '../client/logged_run.ts';
import { differencesOf } from '../client/run_differences.ts';
import type { CaptionPairs } from './caption_pairs.tsx';
import { axis, Chart, colour, fromZero, stepAxis } from './chart.tsx';
import { useLoaded } from './loaded.tsx';

interface Props extends Pick<ComponentProps<typeof CaptionPairs>, 'shown' | 'local'> {
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

interface Row {
  readonly label: string;
  readonly values: readonly [string, string];
  readonly differs?: true;
  readonly better?: 'lower' | 'higher' | undefined;
  /** The side with the better value. */
  readonly best?: number | undefined;
}

/** The settings that differ, then the measured numbers. */
function rowsOf(pair: Props['pair']): readonly Row[] {
  const [first, second] = pair;
  const inWords = (said: (run: LoggedRun) => string | undefined): readonly [string, string] => [
    said(first) ?? '–',
    said(second) ?? '–',
  ];
  return [
    ...differencesOf(first.settings, second.settings).map((one) => ({ ...one, differs: true }) as const),
    ...measures.map((measure) => ({
      ...{ label: measure.label, better: measure.better, best: betterOf(measure, pair) },
      values: inWords((run) => {
        const value = measure.of(run);
        return value === undefined ? undefined : measure.inWords(value);
      }),
    })),
    { label: 'Steps', values: inWords(({ step }) => count(step)) },
    { label: 'Time', values: inWords(({ seconds }) => (seconds === undefined ? undefined : duration(seconds))) },
  ];
}

/** Two runs side by side: both curves, the settings that differ, and the numbers of both. */
export function Comparison({ pair, names, ...pictures }: Props) {
  const [first, second] = pair;
  const [one, other] = [names.get(first.id) ?? '', names.get(second.id) ?? ''];
  const rows = rowsOf(pair);
  const Pairs = useLoaded(() => import('./caption_pairs.tsx').then((loaded) => loaded.CaptionPairs));
  const data = useMemo(() => {
    const curves = pair.flatMap(({ curve, validation }) => [curve, validation]);
    return Plot.join(curves.map(({ steps, losses }) => [[...steps], [...losses]]));
  }, [first, second]);
  return (
    <section class="compared" id="comparison" aria-label="Two runs side by side">
      <h3>Side by side</h3>
      <p id="conclusion">{conclusionOf(pair, [one, other])}</p>
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
          {rows.map(({ label, values, differs, better, best }) => (
            <tr key={label} class={differs && 'differs'}>
              <th scope="row">
                {label} {better && <span class="muted">{better} is better</span>}
              </th>
              {values.map((value, side) => (
                <td key={side === 0 ? one : other} class={side === best ? 'better' : undefined}>
                  {value}
                  {side === best && (
                    <span role="img" aria-label="better">
                      {' '}
                      ★
                    </span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="muted">{differenceCounts}</p>
      {!rows[0]?.differs && <p class="muted">Both have the same settings.</p>}
      {Pairs && <Pairs pair={pair} names={[one, other]} {...pictures} />}
    </section>
  );
}
