import { type ReadonlySignal, type Signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import Plot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { projector } from './projector_state.ts';

/** Colours come from the style sheet at every draw, so that a curve follows light and dark. */
export const colour = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(name);

export const axis: Plot.Axis = {
  stroke: colour('--muted'),
  grid: { stroke: colour('--line'), width: 1 },
  ticks: { stroke: colour('--line'), width: 1, size: 4 },
  font: '12px system-ui, sans-serif',
};

/** The axis of the training steps. */
export const stepAxis: Plot.Axis = {
  ...axis,
  incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000],
  space: 60,
  size: 30,
};

/** From 0 to a little above the highest value. */
export function fromZero(_: Plot, __: number, high: number | null): [number, number] {
  return [0, high === null || !Number.isFinite(high) || high <= 0 ? 1 : high * 1.05];
}

/** From a little below the lowest positive value to a little above the highest, for a log axis. */
export function positiveRange(low: number, high: number): [number, number] {
  const top = high > 0 && Number.isFinite(high) ? 1.2 * high : 1;
  return [low > 0 && low < top ? low / 1.2 : top / 10, top];
}

const sizeOf = (element: Element) => ({ width: element.clientWidth, height: element.clientHeight });

/** Where values are read off: an x of the curves, and the y of the pointer where there is one. */
export interface Pointed {
  readonly x: number;
  readonly y?: number;
}

/** Reads values off the curves, by pointer or arrow keys. */
export interface Probe {
  readonly at: Signal<Pointed | undefined>;
  /** The values there, for a screen reader. */
  readonly text: ReadonlySignal<string>;
}

interface Props {
  readonly options: Omit<Plot.Options, 'width' | 'height'>;
  /** Reads signals; the curves follow them. */
  readonly data: () => Plot.AlignedData;
  /** What a screen reader reads instead of the picture. */
  readonly label: string;
  /** Stands in the middle of an empty plot. */
  readonly hint?: string | false;
  readonly probe?: Probe | undefined;
}

/** Curves that follow their data, the size of their place, and light and dark. */
export function Chart({ options, data, label, hint, probe }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  /** The x that the arrow keys have chosen: it stays while the curve grows. */
  const held = useRef<number>();
  /** The plot outlives a time without a probe. */
  const probing = useRef(probe);
  probing.current = probe;
  const { value: view } = projector;

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const follows = (made: Plot) => probing.current && follow(made, probing.current, held);
    const hooks = { ...options.hooks, setCursor: [follows] };
    const drawn = view?.enlarged(options) ?? options;
    const made = new Plot({ ...drawn, ...sizeOf(element), hooks, legend: { show: false } }, data(), element);
    plot.current = made;
    const resize = new ResizeObserver(() => made.setSize(sizeOf(element)));
    resize.observe(element);
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => made.redraw();
    scheme.addEventListener('change', redraw);
    return () => {
      scheme.removeEventListener('change', redraw);
      resize.disconnect();
      made.destroy();
    };
  }, [options, view]);

  useSignalEffect(() => {
    plot.current?.setData(data());
    if (plot.current && held.current !== undefined) hold(plot.current, held.current);
  });

  const walk = (event: KeyboardEvent) => {
    const { current: made } = plot;
    if (!made || !probe) return;
    // Not what is drawn: that follows in a later frame.
    const next = after(data()[0], probe.at.peek()?.x, event.key);
    if (next === undefined) return;
    event.preventDefault();
    held.current = next;
    hold(made, next);
    probe.at.value = { x: next };
  };
  const slider = probe && {
    ...{ role: 'slider' as const, tabIndex: 0, onKeyDown: walk },
    'aria-valuemin': 0,
    'aria-valuemax': plot.current?.data[0].at(-1) ?? 0,
    'aria-valuenow': probe.at.value?.x ?? 0,
    'aria-valuetext': probe.at.value ? probe.text.value : 'The arrow keys read values.',
  };
  return (
    <div class="plot" ref={place} role="img" aria-label={label} {...slider}>
      {hint && <p class="muted hint">{hint}</p>}
    </div>
  );
}

/** Reads where the pointer is; without one, what the arrow keys have chosen stays. */
function follow({ cursor, posToVal }: Plot, { at }: Probe, held: { current: number | undefined }): void {
  if (!cursor.event && held.current !== undefined) return;
  held.current = undefined;
  const { left = -1, top = -1 } = cursor;
  at.value = left < 0 || top < 0 ? undefined : { x: posToVal(left, 'x'), y: posToVal(top, 'y') };
}

/** Shows the cursor at an x. */
function hold(plot: Plot, x: number): void {
  plot.setCursor({ left: plot.valToPos(x, 'x'), top: plot.over.clientHeight / 2 }, false);
}

/** The x that a key leads to from another; undefined for a key that leads nowhere. */
function after(xs: ArrayLike<number>, from: number | undefined, key: string): number | undefined {
  const last = xs.length - 1;
  const at = from === undefined ? last + 1 : nearestIn(xs, from);
  const page = Math.max(1, Math.round(last / 10));
  const to = {
    ...{ ArrowLeft: at - 1, ArrowDown: at - 1, ArrowRight: at + 1, ArrowUp: at + 1 },
    ...{ PageDown: at - page, PageUp: at + page, Home: 0, End: last },
  }[key];
  return to === undefined ? undefined : xs[Math.min(last, Math.max(0, to))];
}

/** Index of the nearest of ascending numbers. */
export function nearestIn(xs: ArrayLike<number>, x: number): number {
  let [low, high] = [0, xs.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((xs[middle] ?? 0) <= x) low = middle;
    else high = middle;
  }
  return Math.abs((xs[low] ?? 0) - x) <= Math.abs((xs[high] ?? 0) - x) ? low : Math.max(0, high);
}
