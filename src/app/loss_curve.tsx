import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import Plot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { loss } from './format.ts';
import type { Store } from './store.ts';

/** Colours come from the style sheet at every draw, so that the curve follows light and dark. */
const colour = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(name);

const sizeOf = (element: Element) => ({ width: element.clientWidth, height: element.clientHeight });

function options(size: ReturnType<typeof sizeOf>): Plot.Options {
  const axis: Plot.Axis = {
    stroke: colour('--muted'),
    grid: { stroke: colour('--line'), width: 1 },
    ticks: { stroke: colour('--line'), width: 1, size: 4 },
    font: '12px system-ui, sans-serif',
  };
  return {
    ...size,
    padding: [8, 14, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: true, y: false }, points: { size: 7 } },
    scales: {
      x: { time: false, range: (_, low, high) => [Math.min(low, 0), Math.max(high, 10)] },
      y: { range: yRange },
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
      { label: 'loss', stroke: colour('--curve-faint'), width: 1, points: { show: false } },
      { label: 'mean', stroke: colour('--curve'), width: 2, points: { show: false } },
    ],
  };
}

function yRange(_: Plot, __: number, high: number | null): [number, number] {
  return [0, high === null || !Number.isFinite(high) || high <= 0 ? 1 : high * 1.05];
}

/** The loss at every step and its moving average over at most about 20 steps. */
export function LossCurve({ store }: { readonly store: Store }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new Plot(options(sizeOf(element)), store.history.columns, element);
    plot.current = made;
    const resize = new ResizeObserver(() => {
      made.setSize(sizeOf(element));
    });
    resize.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => made.redraw();
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      resize.disconnect();
      made.destroy();
    };
  }, [store]);

  useSignalEffect(() => {
    void store.points.value;
    plot.current?.setData(store.history.columns);
  });

  const started = store.started.value;
  const empty = store.points.value >= 0 && Number.isNaN(store.history.first);
  return (
    <section class="card curve" aria-label="Loss curve">
      <h2>
        Loss <span class="muted">a caption, by training step</span>
      </h2>
      <div class="plot" ref={place} role="img" aria-label="Curve of the training loss">
        {empty && <p class="muted hint">The curve begins with the first step.</p>}
      </div>
      {started && (
        <p class="muted" id="expected">
          A model that knows nothing starts near mean caption length × ln V = {loss(started.expectedFirstLoss)}
          {!empty && `; this one started at ${loss(store.history.first)}`}.
        </p>
      )}
    </section>
  );
}
