interface Mark {
  readonly at: number;
  readonly captions: number;
}

/** How fast a run goes, over its last seconds; time it was held does not count. */
export class Pace {
  #marks: Mark[];
  #heldSince: number | undefined;
  #held = 0;
  readonly #begin: number;
  readonly #window: number;

  /** @param window milliseconds to look back */
  constructor(now: number, window = 4000) {
    this.#begin = now;
    this.#window = window;
    this.#marks = [{ at: now, captions: 0 }];
  }

  /** Stops the clock. */
  hold(now: number): void {
    this.#heldSince = now;
  }

  /** Lets the clock go on. */
  release(now: number): void {
    if (this.#heldSince !== undefined) this.#held += now - this.#heldSince;
    this.#heldSince = undefined;
  }

  /** Notes a step of so many captions. */
  step(now: number, captions: number): void {
    const at = now - this.#held;
    this.#marks.push({ at, captions });
    // At least two marks stay, so that steps longer than the window still have a pace.
    const old = this.#marks.findIndex((mark, i) => mark.at >= at - this.#window || i >= this.#marks.length - 2);
    this.#marks.splice(0, old);
  }

  get captionsPerSecond(): number {
    const [first, ...later] = this.#marks;
    const captions = later.reduce((sum, mark) => sum + mark.captions, 0);
    return (1000 * captions) / Math.max(1e-3, (later.at(-1)?.at ?? 0) - (first?.at ?? 0));
  }

  /** Seconds that so many more steps will take. */
  secondsFor(steps: number): number {
    const [first] = this.#marks;
    const span = (this.#marks.at(-1)?.at ?? 0) - (first?.at ?? 0);
    return (steps * span) / 1000 / Math.max(1, this.#marks.length - 1);
  }

  /** Seconds since the beginning, without those held. */
  seconds(now: number): number {
    const holding = this.#heldSince === undefined ? 0 : now - this.#heldSince;
    return (now - this.#begin - this.#held - holding) / 1000;
  }
}
