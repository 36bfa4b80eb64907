import type { Errands } from './errands.ts';
import type { Gate } from './gate.ts';
import type { Pace } from './pace.ts';

/** Captions are made anew after so many milliseconds, or later if they take more than a tenth of the time. */
const REFRESH = 1500;
/** Milliseconds between two rests. */
const BETWEEN_RESTS = 30;

/** What may come between two steps. */
export interface Between {
  readonly gate: Gate;
  readonly pace: Pace;
  /** Whether to stand aside now and then, so that messages are heard. */
  readonly rests: boolean;
  readonly errands: Errands;
  /** Whether the run is to continue: if not, errands are no longer its business. */
  readonly goesOn: () => boolean;
  /** What has to be done now, after so many steps, if anything: validation, saving. */
  readonly due: (steps: number) => (() => Promise<void>) | undefined;
  /** Captions the shown pictures anew. */
  readonly refresh: () => Promise<void>;
  /** Called when the run holds still, with every step that began reported. */
  readonly onPaused: () => void;
}

/** What a trainer has to wait for before a step: work that is due, errands, captions, a pause, a rest; mostly nothing. */
export function beforeEachStep(between: Between): () => Promise<void> | undefined {
  const { gate, pace, rests, errands, goesOn, refresh, onPaused } = between;
  let shown = { at: performance.now(), took: 0 };
  let rested = performance.now();
  const show = async () => {
    const begin = performance.now();
    await refresh();
    const at = performance.now();
    shown = { at, took: at - begin };
  };
  /** Work that is no training does not count in the pace. */
  const aside = async (work: () => Promise<void>) => {
    pace.hold(performance.now());
    await work();
    pace.release(performance.now());
  };
  const pause = async () => {
    onPaused();
    while (gate.allowed <= 0) {
      await Promise.race([gate.reopened(), errands.arrived()]);
      await errands.runAll(goesOn);
    }
  };
  const wait = async (work: (() => Promise<void>) | undefined, stale: boolean, paused: boolean) => {
    await gate.landed();
    if (work) await aside(work);
    await aside(() => errands.runAll(goesOn));
    if (stale || paused) await show();
    if (paused) await aside(pause);
    await new Promise((resolve) => setTimeout(resolve));
    rested = performance.now();
    gate.begin();
  };
  return () => {
    const now = performance.now();
    const work = between.due(gate.begun);
    const stale = now - shown.at > Math.max(REFRESH, 10 * shown.took);
    const paused = gate.allowed <= 0;
    const rest = rests && now - rested > BETWEEN_RESTS;
    if (work || stale || paused || rest || errands.waiting) return wait(work, stale, paused);
    gate.begin();
    return undefined;
  };
}
