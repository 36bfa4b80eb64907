import { useMemo } from 'preact/hooks';
import type Uplot from 'uplot';
import { axis, Chart, colour } from '../../src/app/chart.tsx';
import { digits, number } from '../format.ts';
import type { Plot } from '../results.ts';

/** A logarithmic axis labelled where something was measured. */
function options(plot: Plot): Omit<Uplot.Options, 'width' | 'height'> {
  const values = plot.lines.flatMap((line) => line.values).concat(plot.level ?? []);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const lines: Uplot.Series[] = plot.lines.map(({ label }) => ({
    label,
    stroke: colour('--curve'),
    width: 2,
    points: { show: true, size: 6, fill: colour('--curve') },
  }));
  const level: Uplot.Series[] =
    plot.level === undefined ? [] : [{ stroke: colour('--muted'), width: 1, dash: [4, 4], points: { show: false } }];
  return {
    padding: [10, 16, 0, 0],
    cursor: { show: false },
    scales: {
      x: { time: false, distr: 3, range: [Math.min(...plot.x.values) / 1.1, Math.max(...plot.x.values) * 1.1] },
      y: plot.logarithmic ? { distr: 3, range: [least / 1.5, greatest * 1.5] } : { range: [0, greatest * 1.1] },
    },
    axes: [
      {
        ...axis,
        size: 30,
        splits: () => [...plot.x.values],
        filter: (_, splits) => splits,
        values: (_, splits) => splits.map((split) => number(split, { label: plot.x.label, unit: 'count' })),
      },
      {
        ...axis,
        size: 52,
        space: 28,
        values: (_, splits) => splits.map((split) => (split === null ? '' : digits(split))),
      },
    ],
    series: [{}, ...lines, ...level],
  };
}

export function LinePlot({ plot }: { readonly plot: Plot }) {
  const drawn = useMemo(() => options(plot), [plot]);
  const { x, lines, level } = plot;
  const extra = level === undefined ? [] : [x.values.map(() => level)];
  const data = [x.values, ...lines.map((line) => line.values), ...extra].map((values) => [...values]);
  return (
    <figure>
      <figcaption>
        {plot.title} <span class="muted">{plot.y}</span>
      </figcaption>
      {x.values.length > 0 && (
        <Chart options={drawn} data={() => data as Uplot.AlignedData} label={`${plot.title}: ${plot.y}`} />
      )}
    </figure>
  );
}
