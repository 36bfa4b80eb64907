/**
 * Holds a run before its next step: paused, or released for a number of steps. The trainer asks before each step and
 * reports when a step's loss has been read back; in between, several steps are in flight.
 */
export class Gate {
  #allowed: number;
  #begun: number;
  #reported: number;
  #landed: (() => void) | undefined;
  #reopened: (() => void) | undefined;

  /** @param done steps already done when the run begins */
  constructor(allowed = Number.POSITIVE_INFINITY, done = 0) {
    this.#allowed = allowed;
    this.#begun = done;
    this.#reported = done;
  }

  /** Steps that have begun. */
  get begun(): number {
    return this.#begun;
  }

  /** Steps that may still begin. */
  get allowed(): number {
    return this.#allowed;
  }

  /** Whether steps have begun that have not been reported yet. */
  get flying(): boolean {
    return this.#begun > this.#reported;
  }

  /** Releases this many more steps; 0 pauses. */
  allow(steps: number): void {
    this.#allowed = steps;
    if (steps > 0) {
      this.#reopened?.();
      this.#reopened = undefined;
    }
  }

  /** To be called when a step begins. */
  begin(): void {
    this.#begun += 1;
    this.#allowed -= 1;
  }

  /** To be called when a step's loss is known. */
  report(): void {
    this.#reported += 1;
    if (this.flying) return;
    this.#landed?.();
    this.#landed = undefined;
  }

  /** Resolves when every step that began is reported. */
  async landed(): Promise<void> {
    if (this.flying) {
      await new Promise<void>((resolve) => {
        this.#landed = resolve;
      });
    }
  }

  /** Resolves when a step may begin. */
  async reopened(): Promise<void> {
    if (this.#allowed <= 0) {
      await new Promise<void>((resolve) => {
        this.#reopened = resolve;
      });
    }
  }
}

interface Mark {
  readonly at: number;
  readonly captions: number;
}

/**
 * Minimum number of steps in the window, however long they took: some browsers report them in batches, and one may wait for a
 * checkpoint.
 */
const FEWEST = 20;

/** The speed of a run over its last seconds, without the time it was held and without the first step, which compiles. */
export class Pace {
  #marks: Mark[] = [];
  #heldSince: number | undefined;
  #held = 0;
  readonly #begin: number;
  readonly #window: number;

  /** @param window milliseconds to look back */
  constructor(now: number, window = 4000) {
    this.#begin = now;
    this.#window = window;
  }

  /** Stops the clock. */
  hold(now: number): void {
    this.#heldSince = now;
  }

  /** Restarts the clock. */
  release(now: number): void {
    if (this.#heldSince !== undefined) this.#held += now - this.#heldSince;
    this.#heldSince = undefined;
  }

  /** Records a step of this many captions. */
  step(now: number, captions: number): void {
    const at = now - this.#held;
    this.#marks.push({ at, captions });
    const old = this.#marks.findIndex(
      (mark, i) => mark.at >= at - this.#window || i >= this.#marks.length - 1 - FEWEST,
    );
    this.#marks.splice(0, old);
  }

  /** NaN before the second step; so is `secondsFor`. */
  get captionsPerSecond(): number {
    const captions = this.#marks.slice(1).reduce((sum, mark) => sum + mark.captions, 0);
    return (1000 * captions) / this.#span;
  }

  /** Seconds that this many more steps will take. */
  secondsFor(steps: number): number {
    return (steps * this.#span) / 1000 / (this.#marks.length - 1);
  }

  get #span(): number {
    const [first] = this.#marks;
    const last = this.#marks.at(-1);
    return first && last && first !== last ? Math.max(1e-3, last.at - first.at) : Number.NaN;
  }

  /** Seconds since the beginning, without those held. */
  seconds(now: number): number {
    const holding = this.#heldSince === undefined ? 0 : now - this.#heldSince;
    return (now - this.#begin - this.#held - holding) / 1000;
  }
}

/** Work to do between two steps of a run, in the order in which it was requested. */
export class PendingWork {
  readonly #waiting: (() => Promise<void>)[] = [];
  #arrived: (() => void) | undefined;

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Adds work; the promise resolves with its result. */
  add<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => work().then(resolve, reject));
      this.#arrived?.();
      this.#arrived = undefined;
    });
  }

  /** Does all pending work, or as much of it as `proceed` allows. */
  async runAll(proceed: () => boolean = () => true): Promise<void> {
    while (proceed()) {
      const next = this.#waiting.shift();
      if (!next) return;
      await next();
    }
  }

  /** Resolves when there is work. */
  async arrived(): Promise<void> {
    if (!this.waiting) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
  }
}

/** Captions are regenerated after this many milliseconds, or later where they would take more of the time than they may. */
const REFRESH = 1500;
/** Captions may take one part in so many of the time, and the picture that is followed one in so many. */
const CAPTIONS = 10;
const FOLLOWED = 20;

/**
 * Milliseconds until captions are generated again. It follows from what they took, not from the kind of device.
 * @param captions milliseconds that the captions took
 * @param followed milliseconds that the followed picture took
 */
const restAfter = (captions: number, followed: number): number =>
  Math.max(REFRESH, CAPTIONS * captions, FOLLOWED * followed);

/** Milliseconds between two yields to the event loop. */
const BETWEEN_RESTS = 30;

/** What may happen between two steps. */
export interface StepHooks {
  readonly gate: Gate;
  readonly pace: Pace;
  /** Whether to yield at intervals, so that messages are handled. */
  readonly rests: boolean;
  readonly pending: PendingWork;
  /** Whether the run is to continue: if not, it leaves pending work to the session. */
  readonly continues: () => boolean;
  /** What is due now, after this many steps, if anything: validation, saving. */
  readonly due: (steps: number) => (() => Promise<void>) | undefined;
  /** Captions the shown pictures again. */
  readonly refresh: () => Promise<void>;
  /** Describes the followed picture, at the same step. @returns whether there is one */
  readonly follow: () => Promise<boolean>;
  /** Called when the run is paused and every step that began has been reported. */
  readonly onPaused: () => void;
}

/** What a trainer waits for before a step: work that is due, pending work, captions, a pause, a yield; usually nothing. */
export function beforeEachStep(between: StepHooks): () => Promise<void> | undefined {
  const { gate, pace, rests, pending, continues, refresh, follow, onPaused } = between;
  let shown = { at: performance.now(), rest: restAfter(0, 0) };
  let isPrepared = false;
  let rested = performance.now();
  const show = async () => {
    const begin = performance.now();
    await refresh();
    const captioned = performance.now();
    const followed = await follow();
    const at = performance.now();
    // The first time prepares its kernels, and does not show what it will take.
    shown = { at, rest: restAfter(captioned - begin, followed && isPrepared ? at - captioned : 0) };
    isPrepared ||= followed;
  };
  /** Work other than training does not count towards the pace. */
  const aside = async (work: () => Promise<void>) => {
    pace.hold(performance.now());
    await work();
    pace.release(performance.now());
  };
  const pause = async () => {
    onPaused();
    while (gate.allowed <= 0) {
      await Promise.race([gate.reopened(), pending.arrived()]);
      await pending.runAll(continues);
    }
  };
  const wait = async (work: (() => Promise<void>) | undefined, stale: boolean, paused: boolean) => {
    await gate.landed();
    if (work) await aside(work);
    await aside(() => pending.runAll(continues));
    if (stale || paused) await show();
    if (paused) await aside(pause);
    await new Promise((resolve) => setTimeout(resolve));
    rested = performance.now();
    gate.begin();
  };
  return () => {
    const now = performance.now();
    const work = between.due(gate.begun);
    const stale = now - shown.at > shown.rest;
    const paused = gate.allowed <= 0;
    const rest = rests && now - rested > BETWEEN_RESTS;
    if (work || stale || paused || rest || pending.waiting) return wait(work, stale, paused);
    gate.begin();
    return undefined;
  };
}
