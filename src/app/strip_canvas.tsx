import { signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Strip } from '../explain/strips.ts';
import { paintStrip, rgbOf } from './strip_paint.ts';

const query = matchMedia('(prefers-color-scheme: dark)');

/** Whether the page is dark: canvases are repainted when it changes, since style sheets do not affect them. */
const dark = signal(query.matches);

query.addEventListener('change', ({ matches }) => {
  dark.value = matches;
});

/** Paints a strip, with one pixel for each unit and word. */
export function usePainted(
  canvas: RefObject<HTMLCanvasElement>,
  strip: Strip,
  order: Uint32Array,
): ImageData | undefined {
  const painted = useSignal<ImageData>();
  const { value: isDark } = dark;
  useLayoutEffect(() => {
    const { current: shown } = canvas;
    const context = shown?.getContext('2d');
    if (!shown || !context) return;
    const style = getComputedStyle(shown);
    const colour = (name: string) => rgbOf(style.getPropertyValue(name));
    const colours = { zero: colour('--strip-zero'), plus: colour('--strip-plus'), minus: colour('--strip-minus') };
    painted.value = new ImageData(paintStrip(strip, order, colours), order.length);
    context.putImageData(painted.value, 0, 0);
  }, [strip, order, isDark]);
  return painted.value;
}

interface Props {
  /** The strip, one pixel for each unit and word. */
  readonly painted: ImageData | undefined;
  /** The column in the middle. */
  readonly place: number;
  /** Whether it is above the strip, out from under a finger. */
  readonly above: boolean;
}

/** Columns to each side of the one in the middle. */
const BESIDE = 7;

/** The columns around one of a strip, wide enough to tell them apart. */
export function Lens({ painted, place, above }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const columns = 2 * BESIDE + 1;
  const height = painted?.height ?? 1;
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || !painted) return;
    context.clearRect(0, 0, columns, height);
    context.putImageData(painted, BESIDE - place, 0);
  }, [painted, place, height]);
  const share = (place + 0.5) / (painted?.width ?? 1);
  return (
    <div class={above ? 'lens above' : 'lens'} aria-hidden="true" style={{ '--share': share, '--columns': columns }}>
      <canvas ref={canvas} class="crisp" width={columns} height={height} />
    </div>
  );
}
