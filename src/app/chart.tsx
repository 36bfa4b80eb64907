import { useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import Plot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** Colours come from the style sheet at every draw, so that a curve follows light and dark. */
export const colour = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(name);

export const axis: Plot.Axis = {
  stroke: colour('--muted'),
  grid: { stroke: colour('--line'), width: 1 },
  ticks: { stroke: colour('--line'), width: 1, size: 4 },
  font: '12px system-ui, sans-serif',
};

/** From 0 to a little above the highest value. */
export function fromZero(_: Plot, __: number, high: number | null): [number, number] {
  return [0, high === null || !Number.isFinite(high) || high <= 0 ? 1 : high * 1.05];
}

const sizeOf = (element: Element) => ({ width: element.clientWidth, height: element.clientHeight });

interface Props {
  readonly options: Omit<Plot.Options, 'width' | 'height'>;
  /** Reads signals; the curves follow them. */
  readonly data: () => Plot.AlignedData;
  /** What a screen reader reads instead of the picture. */
  readonly label: string;
  /** Stands in the middle of an empty plot. */
  readonly hint?: string | false;
}

/** Curves that follow their data, the size of their place, and light and dark. */
export function Chart({ options, data, label, hint }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);

  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const made = new Plot({ ...options, ...sizeOf(element), legend: { show: false } }, data(), element);
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
  }, [options]);

  useSignalEffect(() => {
    plot.current?.setData(data());
  });

  return (
    <div class="plot" ref={place} role="img" aria-label={label}>
      {hint && <p class="muted hint">{hint}</p>}
    </div>
  );
}
