import { processTree } from '../support/process_memory.ts';
import type { KernelHost } from './kernel_host.ts';

/** A host whose largest process holds more than that is closed and opened anew: what it compiled is never given back. */
const MOST_BYTES = 1.5 * 2 ** 30;

/** A browser or Node process that stays small: asked for before each piece of work, it is opened anew when it has grown. */
export class BoundedHost {
  readonly #openHost: () => Promise<KernelHost>;
  #host: KernelHost | undefined;
  #peak = 0;
  #opened = 0;

  constructor(open: () => Promise<KernelHost>) {
    this.#openHost = open;
  }

  /** The same host as before, or a new one. */
  async host(): Promise<KernelHost> {
    if (this.#largest() > MOST_BYTES) await this.close();
    if (!this.#host) {
      this.#opened += 1;
      this.#host = await this.#openHost();
    }
    return this.#host;
  }

  /** The most bytes that one process has held, as far as it was looked at. */
  get peak(): number {
    this.#largest();
    return this.#peak;
  }

  /** How often it was opened, and the most that one process held when it was looked at. */
  get memory(): string {
    return `opened ${this.#opened === 1 ? 'once' : `${this.#opened} times`}, at most ${(this.#peak / 2 ** 30).toFixed(1)} GiB in a process`;
  }

  async close(): Promise<void> {
    this.#largest();
    await this.#host?.close();
    this.#host = undefined;
  }

  #largest(): number {
    const pid = this.#host?.pid;
    if (pid === undefined) return 0;
    const tree = processTree(pid);
    this.#peak = Math.max(this.#peak, ...tree.map(({ peak }) => peak));
    return Math.max(0, ...tree.map(({ resident }) => resident));
  }
}
