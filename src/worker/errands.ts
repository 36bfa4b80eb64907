/** Work for between two steps of a run: done by whoever comes to such a place first, in the order in which it was asked for. */
export class Errands {
  readonly #waiting: (() => Promise<void>)[] = [];
  #arrived: (() => void) | undefined;

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** Adds work; the promise is of its result. */
  add<T>(work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(() => work().then(resolve, reject));
      this.#arrived?.();
      this.#arrived = undefined;
    });
  }

  /** Does all that waits, or as much of it as `proceed` allows. */
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
