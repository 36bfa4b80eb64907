import { type ChildProcess, fork } from 'node:child_process';
import { DeviceError } from '../src/errors.ts';

/** What a process offers to the one that forked it, by name. Arguments and results are plain data. */
// biome-ignore lint/suspicious/noExplicitAny: each function has arguments of its own.
export type Functions = Readonly<Record<string, (...args: any[]) => unknown>>;

/** How a function is called from the other process. */
export type Ask<F> = <N extends keyof F & string>(
  name: N,
  ...args: F[N] extends (...args: infer A) => unknown ? A : never
) => Promise<F[N] extends (...args: never[]) => infer R ? Awaited<R> : never>;

interface Question {
  readonly id: number;
  readonly name: string;
  readonly args: readonly unknown[];
}

type Message =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly fault: { readonly name: string; readonly message: string } }
  | { readonly progress: string };

const tell = (message: Message) => process.send?.(message);

/** Answers the process that forked this one, for as long as it lives. */
export function serveFunctions(functions: Functions): void {
  process.on('message', async ({ id, name, args }: Question) => {
    try {
      tell({ id, result: await functions[name]?.(...args) });
    } catch (error) {
      const { name: kind, message } = error instanceof Error ? error : new Error(String(error));
      tell({ id, fault: { name: kind, message } });
    }
  });
  // A GPU that is open keeps Node alive.
  process.on('disconnect', () => process.exit());
}

/** Reports progress to the parent process. */
export const sayProgress = (progress: string) => tell({ progress });

export interface ServedOptions {
  readonly execArgv?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly onProgress?: (progress: string) => void;
}

/** Node's arguments for a script of this repository: TypeScript, and shaders as text. */
export const sourceArguments = ['--import', 'tsx', '--import', new URL('raw_loader.mjs', import.meta.url).href];

/** A process that runs a script which calls `serveFunctions`. */
export class ServedProcess<F> {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #asked = 0;
  #ended: DeviceError | undefined;

  constructor(script: string, { execArgv = [], env = {}, onProgress }: ServedOptions = {}) {
    this.#child = fork(script, {
      execArgv: [...execArgv],
      env: { ...process.env, ...env },
      // JSON has no undefined and no NaN.
      serialization: 'advanced',
    });
    this.#child.on('message', (message: Message) => {
      if ('progress' in message) return onProgress?.(message.progress);
      const waiting = this.#waiting.get(message.id);
      this.#waiting.delete(message.id);
      if ('result' in message) return waiting?.resolve(message.result);
      const { name, message: words } = message.fault;
      return waiting?.reject(Object.assign(new Error(words), { name }));
    });
    this.#child.once('exit', (code, signal) => {
      const found = `one that ended with ${signal ?? `code ${code}`}`;
      this.#ended = new DeviceError({ where: 'Node process', expected: 'one that responds', found });
      for (const { reject } of this.#waiting.values()) reject(this.#ended);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /**
   * Calls a function of the process.
   * @throws an Error with name and message of whatever the function throws; DeviceError when the process ends instead
   */
  readonly ask: Ask<F> = (name, ...args) => {
    const id = this.#asked++;
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#child.send({ id, name, args } satisfies Question);
    });
  };

  /** Ends the process and waits until it is gone. */
  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
  }
}
