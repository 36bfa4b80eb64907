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
  /** Captions the held-out pictures anew. */
  readonly refresh: () => Promise<void>;
  /** Called when the run holds still, with every step that began reported. */
  readonly onPaused: () => void;
}

/** What a trainer has to wait for before a step: captions that are due, a pause, a rest; mostly nothing. */
export function beforeEachStep({ gate, pace, rests, refresh, onPaused }: Between): () => Promise<void> | undefined {
  let shown = { at: performance.now(), took: 0 };
  let rested = performance.now();
  const wait = async (due: boolean, paused: boolean) => {
    await gate.landed();
    if (due || paused) {
      const begin = performance.now();
      await refresh();
      const at = performance.now();
      shown = { at, took: at - begin };
    }
    if (paused) {
      pace.hold(performance.now());
      onPaused();
      await gate.reopened();
      pace.release(performance.now());
    }
    await new Promise((resolve) => setTimeout(resolve));
    rested = performance.now();
    gate.begin();
  };
  return () => {
    const now = performance.now();
    const due = now - shown.at > Math.max(REFRESH, 10 * shown.took);
    const paused = gate.allowed <= 0;
    if (due || paused || (rests && now - rested > BETWEEN_RESTS)) return wait(due, paused);
    gate.begin();
    return undefined;
  };
}
