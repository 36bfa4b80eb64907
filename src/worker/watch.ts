/** Calls `tick` every few seconds until what comes back is called. */
export type Ticker = (tick: () => void) => () => void;

const SECONDS = 5;

export const everyFewSeconds: Ticker = (tick) => {
  const timer = setInterval(tick, 1000 * SECONDS);
  return () => clearInterval(timer);
};

/** Ticks of silence that are too many: before the first step, which compiles, and at least afterwards. */
const FIRST = 120;
const LEAST = 60;
/** A silence may be so many times as long as the longest one so far. */
const TIMES = 20;

/**
 * Notices when a device no longer answers. It counts ticks and reads no clock: a machine that slept has missed ticks, and
 * a worker that computed had none.
 */
export class Watch {
  /** Resolves with what was found once nothing has been heard for too long. */
  readonly silence: Promise<string>;
  #ticks = 0;
  #longest = 0;
  #limit = FIRST;
  readonly #end: () => void;

  /** @param isIdle whether nothing is expected of the device at the moment */
  constructor(ticker: Ticker, isIdle: () => boolean = () => false) {
    let report: (found: string) => void = () => {};
    this.silence = new Promise((resolve) => {
      report = resolve;
    });
    this.#end = ticker(() => {
      this.#ticks = isIdle() ? 0 : this.#ticks + 1;
      if (this.#ticks > this.#limit) report(`no answer for ${Math.round((this.#ticks * SECONDS) / 60)} minutes`);
    });
  }

  /** The device has answered. @param paced whether from now on its pace is known */
  heard(paced = true): void {
    this.#longest = Math.max(this.#longest, this.#ticks);
    this.#ticks = 0;
    if (paced) this.#limit = Math.max(LEAST, TIMES * this.#longest);
  }

  end(): void {
    this.#end();
  }
}

/** What `work` comes to. @throws what `gone` makes of a device that does not answer meanwhile */
export async function attended<T>(
  ticker: Ticker,
  gone: (found: string) => Error,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const watch = new Watch(ticker);
  const silent = watch.silence.then((found) => {
    throw gone(found);
  });
  try {
    return await Promise.race([work(watch), silent]);
  } finally {
    watch.end();
  }
}
