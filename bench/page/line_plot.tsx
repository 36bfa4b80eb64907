import { useEffect, useRef } from 'preact/hooks';
import Chart from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { digits, number } from '../format.ts';
import type { Plot } from '../results.ts';

/** Colours come from the style sheet at every draw, so that the plot follows light and dark. */
const colour = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(name);

const sizeOf = (element: Element) => ({ width: element.clientWidth, height: element.clientHeight });

/** A logarithmic axis labelled where something was measured. */
function options(plot: Plot, size: ReturnType<typeof sizeOf>): Chart.Options {
  const axis: Chart.Axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
    font: '12px system-ui, sans-serif',
  };
  const values = plot.lines.flatMap((line) => line.values).concat(plot.level ?? []);
  const [least, greatest] = [Math.min(...values), Math.max(...values)];
  const lines: Chart.Series[] = plot.lines.map(({ label }) => ({
    label,
    stroke: colour('--curve'),
    width: 2,
    points: { show: true, size: 6, fill: colour('--curve') },
  }));
  const level: Chart.Series[] =
    plot.level === undefined ? [] : [{ stroke: colour('--muted'), width: 1, dash: [4, 4], points: { show: false } }];
  return {
    ...size,
    padding: [10, 16, 0, 0],
    legend: { show: false },
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
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (!element || plot.x.values.length === 0) return;
    const { x, lines, level } = plot;
    const extra = level === undefined ? [] : [x.values.map(() => level)];
    const data = [x.values, ...lines.map((line) => line.values), ...extra].map((values) => [...values]);
    const chart = new Chart(options(plot, sizeOf(element)), data as Chart.AlignedData, element);
    const resize = new ResizeObserver(() => chart.setSize(sizeOf(element)));
    resize.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => chart.redraw();
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      resize.disconnect();
      chart.destroy();
    };
  }, [plot]);
  return (
    <figure>
      <figcaption>
        {plot.title} <span class="muted">{plot.y}</span>
      </figcaption>
      <div class="plot" ref={place} role="img" aria-label={`${plot.title}: ${plot.y}`} />
    </figure>
  );
}
