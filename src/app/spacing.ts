import { type ReadonlySignal, signal } from '@preact/signals';

/** Milliseconds between two questions that nobody asked for, at least; more where they take more than a tenth of the time. */
export const REFRESH = 2000;
const SHARE = 10;

export interface Clock {
  /** Milliseconds. */
  now(): number;
  /** Calls `act` after so many milliseconds. */
  after(milliseconds: number, act: () => void): void;
}

const pageClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, act) => void setTimeout(act, milliseconds),
};

/** Keeps questions that the page asks on its own, while a run trains, to a tenth of the time. */
export interface Spacing {
  /** Whether the next one may be asked. */
  readonly due: ReadonlySignal<boolean>;
  /** To be called when a question is sent. `own`: by the page: how long one takes that the user asked for does not count. */
  begin(own: boolean): void;
  /** To be called when it is answered. */
  end(): void;
}

export function createSpacing(clock: Clock = pageClock): Spacing {
  const due = signal(true);
  let begun: number | undefined;
  let counts = false;
  let questions = 0;
  return {
    due,
    begin(own) {
      begun = clock.now();
      counts = own;
      questions += 1;
      due.value = false;
    },
    end() {
      if (begun === undefined) return;
      const took = counts ? clock.now() - begun : 0;
      const question = questions;
      begun = undefined;
      clock.after(Math.max(REFRESH, SHARE * took), () => {
        if (question === questions) due.value = true;
      });
    },
  };
}
