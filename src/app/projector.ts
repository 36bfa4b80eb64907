import './projector.css';
import type Plot from 'uplot';

type Curves = Omit<Plot.Options, 'width' | 'height'>;

/**
 * Shows the large view until the returned function is called.
 * @param leave is called for Escape, unless what has the focus makes use of that key
 */
export function show(leave: () => void): () => void {
  const { classList } = document.documentElement;
  const listen = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) leave();
  };
  classList.add('projector');
  document.addEventListener('keydown', listen);
  const letSleep = keepAwake();
  return () => {
    classList.remove('projector');
    document.removeEventListener('keydown', listen);
    letSleep();
  };
}

/** Keeps the screen on, where the browser can, until the returned function is called: nobody touches a page that a class looks at. */
function keepAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let over = false;
  const ask = async () => {
    // A page that is hidden may not ask, and has lost what it had.
    if (document.visibilityState === 'visible')
      lock = await navigator.wakeLock?.request('screen').catch(() => undefined);
    if (over) void lock?.release();
  };
  void ask();
  document.addEventListener('visibilitychange', ask);
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', ask);
    void lock?.release();
  };
}

/** Curves whose lines and numbers are larger by as much as the text around them. */
export function enlarged(curves: Curves): Curves {
  const times = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  const { axes = [], series } = curves;
  return {
    ...curves,
    axes: axes.map(({ size, space, ...axis }) => ({
      ...axis,
      font: `${Math.round(14 * times)}px system-ui, sans-serif`,
      ...(typeof size === 'number' && { size: 1.2 * times * size }),
      space: 1.3 * times * (typeof space === 'number' ? space : 40),
    })),
    series: series.map(({ width = 1, ...line }) => ({ ...line, width: 1.3 * times * width })),
  };
}
