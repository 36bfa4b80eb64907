/** If an idle device takes longer than this to answer, in ms, the delay is the browser's polling. */
const SLOW = 50;
/** Time between two nudges, in ms: what a wait is too long at most. */
const EVERY = 4;

/** Time until the browser says that an idle device is done, in ms. */
async function idleWait({ queue }: GPUDevice): Promise<number> {
  const begun = performance.now();
  queue.submit([]);
  await queue.onSubmittedWorkDone();
  return performance.now() - begun;
}

/**
 * Makes browsers look at the device that otherwise do so rarely: Firefox every 100 ms (measured), or when something is
 * submitted. So while anything is awaited, nothing is submitted, every few milliseconds. Where waits are short, or this
 * does not shorten them, it does nothing.
 */
export class Nudge {
  readonly #gpu: GPUDevice;
  #helps = true;
  #waiting = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  private constructor(gpu: GPUDevice) {
    this.#gpu = gpu;
  }

  /** Finds out with an idle device whether nudging helps. */
  static async measure(gpu: GPUDevice): Promise<Nudge> {
    const nudge = new Nudge(gpu);
    try {
      // A first wait ends somewhere between two looks; what follows it takes a whole one.
      await idleWait(gpu);
      const alone = await idleWait(gpu);
      nudge.#helps = alone > SLOW && (await nudge.during(idleWait(gpu))) < alone / 2;
    } catch {
      // The device is lost; whoever uses it next is told so.
      nudge.#helps = false;
    }
    return nudge;
  }

  /** What `work`, which waits for the device, resolves to. */
  async during<T>(work: Promise<T>): Promise<T> {
    if (!this.#helps) return work;
    this.#waiting += 1;
    this.#next();
    try {
      return await work;
    } finally {
      this.#waiting -= 1;
    }
  }

  #next(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#waiting === 0) return;
      this.#gpu.queue.submit([]);
      this.#next();
    }, EVERY);
  }
}
