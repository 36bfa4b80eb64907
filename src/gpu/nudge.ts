/** If an idle device takes longer than this to respond, in ms, the delay is the browser's polling. */
const SLOW = 50;
/** Time between two nudges, in ms: the maximum delay of a wait. */
const EVERY = 4;

/** Time until the browser reports that an idle device is done, in ms. */
async function idleWait({ queue }: GPUDevice): Promise<number> {
  const begun = performance.now();
  queue.submit([]);
  await queue.onSubmittedWorkDone();
  return performance.now() - begun;
}

/**
 * Makes browsers poll the device that otherwise do so rarely: Firefox every 100 ms (measured), or on a submit. While
 * work is awaited, an empty submit is made every few milliseconds. Where waits are short, or this does not shorten them, it
 * does nothing.
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
      // A first wait ends between two polls; the next one takes a whole interval.
      await idleWait(gpu);
      const alone = await idleWait(gpu);
      nudge.#helps = alone > SLOW && (await nudge.during(idleWait(gpu))) < alone / 2;
    } catch {
      // The device is lost, which its next use reports.
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
