import { OptionError } from '../src/errors.ts';

/** What a command's exit code says. */
export const exitCodes =
  'Exit code: 0 done, 1 failed or refused, 130 interrupted (143 ended by SIGTERM, 129 by SIGHUP).';

const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
/** Milliseconds that an interrupted command takes at most to close what it has opened. */
const PATIENCE = 8000;

/** What a command has opened. It is closed when the command ends, however that is: the last first. */
export class Opened {
  readonly #closings: (() => unknown)[] = [];

  /** Has `close` called when the command ends. Returns the thing. */
  add<T>(thing: T, close: (thing: T) => unknown): T {
    this.#closings.push(() => close(thing));
    return thing;
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

/**
 * Runs a command: closes what it has opened, tells its fault in words, and sets the exit code. A signal closes what is open
 * and ends the process; browsers are not ended by theirs, since they are no children of the terminal.
 * @param name what people type
 * @param work resolves to the exit code
 */
export async function runCommand(name: string, work: (opened: Opened) => Promise<number>): Promise<void> {
  const opened = new Opened();
  let signalled = false;
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.on(signal, async () => {
      if (signalled) return;
      signalled = true;
      setTimeout(() => process.exit(code), PATIENCE);
      await opened.close();
      process.exit(code);
    });
  }
  try {
    process.exitCode = await work(opened);
  } catch (error) {
    // What was closed under its feet is no fault.
    if (signalled) return;
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    if (error instanceof OptionError) process.stderr.write(`${name} -- --help lists the options.\n`);
    process.exitCode = 1;
  } finally {
    await opened.close();
  }
}
