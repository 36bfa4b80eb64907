interface Mark {
  readonly at: number;
  readonly captions: number;
}

/** Steps that stay in view however long they took: some browsers report them in bunches, and one may wait for a checkpoint. */
const FEWEST = 20;

/** How fast a run goes, over its last seconds; time it was held does not count, nor does the first step, which compiles. */
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

  /** Lets the clock go on. */
  release(now: number): void {
    if (this.#heldSince !== undefined) this.#held += now - this.#heldSince;
    this.#heldSince = undefined;
  }

  /** Notes a step of so many captions. */
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

  /** Seconds that so many more steps will take. */
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
