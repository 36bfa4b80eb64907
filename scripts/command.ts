import { OptionError } from '../src/errors.ts';
import { factsOf } from './process_facts.ts';
import { withOptions } from './typed.ts';

/** What a command's exit code says. */
export const exitCodes =
  'Exit code: 0 done, 1 failed or refused, 130 interrupted (143 ended by SIGTERM, 129 by SIGHUP, 141 by a closed output).';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
const OUTPUT_CLOSED = 141;
/** Milliseconds that an interrupted command takes at most to close what it has opened. */
const PATIENCE = 8000;

interface Closable {
  close(): unknown;
}

/** What a command has opened. It is closed when the command ends, however that is: the last first. */
export class Opened {
  readonly #closings: (() => unknown)[] = [];

  /** Has `close` called when the command ends. Returns the thing. */
  add<T>(thing: T, close: (thing: T) => unknown): T {
    this.#closings.push(() => close(thing));
    return thing;
  }

  /** Opens two things side by side; both are closed when the command ends, the second first. */
  async addAll<A extends Closable, B extends Closable>(a: Promise<A>, b: Promise<B>): Promise<[A, B]> {
    // Both have come or failed before either failure is thrown: one that came later would stay open.
    const found = await Promise.allSettled([a, b]);
    for (const one of found) if (one.status === 'fulfilled') this.add(one.value, (thing) => thing.close());
    return Promise.all([a, b]);
  }

  async close(): Promise<void> {
    for (let close = this.#closings.pop(); close; close = this.#closings.pop()) {
      try {
        await close();
      } catch {
        // The others are closed all the same.
      }
    }
  }
}

/** Milliseconds between two looks at npm. */
const BETWEEN_LOOKS = 2000;

/** Calls `gone` when npm, which started this process, has ended: when killed, it does not end its children. */
function watchNpm(gone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  // npm starts a shell, which starts this process.
  const ancestors = () => `${process.ppid} ${factsOf(process.ppid)?.parent}`;
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(timer);
    gone();
  }, BETWEEN_LOOKS);
  timer.unref();
}

/**
 * Runs a command: closes what it has opened, prints its error, and sets the exit code. A signal closes what is open
 * and ends the process, as a closed output does; browsers are not ended by theirs, since they are no children of the terminal.
 * @param name the command as typed
 * @param work resolves to the exit code
 */
export async function runCommand(name: string, work: (opened: Opened) => Promise<number>): Promise<void> {
  const opened = new Opened();
  let interrupted = false;
  const interrupt = async (code: number) => {
    if (interrupted) return;
    interrupted = true;
    setTimeout(() => process.exit(code), PATIENCE);
    await opened.close();
    process.exit(code);
  };
  for (const [signal, code] of Object.entries(SIGNALS)) process.on(signal, () => interrupt(code));
  process.stdout.on('error', (error) => {
    // Whoever read it, such as `head`, has ended: that is no fault, but nothing more can be said.
    const closed = 'code' in error && error.code === 'EPIPE';
    const { message } = error;
    if (!closed) process.stderr.write(`standard output: expected room for what is printed, found ${message}.\n`);
    interrupt(closed ? OUTPUT_CLOSED : 1);
  });
  watchNpm(() => interrupt(SIGNALS.SIGTERM));
  try {
    process.exitCode = await work(opened);
  } catch (error) {
    // What was closed under its feet is no fault.
    if (interrupted) return;
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    if (error instanceof OptionError) process.stderr.write(`${withOptions(name, '--help')} lists the options.\n`);
    process.exitCode = 1;
  } finally {
    await opened.close();
  }
}
