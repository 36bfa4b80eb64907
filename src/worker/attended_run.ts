import { DeviceError, type Fault } from '../errors.ts';
import { goneDevice, lostDevice, lostRun } from './faults.ts';
import type { CurrentBackend, CurrentModel } from './model.ts';
import type { Event } from './protocol.ts';
import { Run, type RunParts } from './run.ts';

/** Milliseconds within which a failing device must report that it is lost. */
const LAST_WORDS = 200;

/** What a run leaves its session with. */
interface SessionResources {
  readonly backend: CurrentBackend;
  readonly model: CurrentModel;
  readonly ticker: Ticker;
}

/**
 * Trains a run until it ends, or its device fails, is lost or stops responding.
 * @param onRun called before the first step
 * @throws DeviceError naming the step from which the run can be resumed; what `Run` and its training throw
 */
export async function trainRun(
  parts: Omit<RunParts, 'backend' | 'heard'>,
  resources: SessionResources,
  onRun: (run: Run) => void,
): Promise<void> {
  let run: Run | undefined;
  const watch = new Watch(resources.ticker, () => run?.isPaused || parts.writer?.isWriting || false);
  const silent = watch.silence.then((found) => {
    resources.backend.drop();
    return found;
  });
  try {
    resources.model.release();
    const opened = resources.backend.open(parts.settings.backend);
    const unopened = silent.then((found) => Promise.reject(lostDevice(found)));
    const backend = await Promise.race([opened, unopened]);
    const post = (event: Event) => {
      watch.heard(event.type === 'step');
      parts.post(event);
    };
    run = new Run({ ...parts, backend, post, heard: () => watch.heard() });
    resources.model.takeRun(run);
    onRun(run);
    await untilGone(run, Promise.race([backend.lost, silent]), parts, resources);
  } finally {
    watch.end();
  }
}

async function untilGone(
  run: Run,
  gone: Promise<string>,
  { writer }: Pick<RunParts, 'writer'>,
  { model, backend }: SessionResources,
): Promise<void> {
  const training = run.train();
  const lost = gone.then((found) => {
    run.abandon();
    model.lose(run);
    throw goneDevice(found);
  });
  try {
    await Promise.race([training, lost]);
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    // After a device failure nothing but the kept state of the run can be trusted, and the device cannot be used again.
    run.abandon();
    model.lose(run);
    backend.drop();
    await writer?.close();
    throw lostRun(await lastFault(error, lost), run.stepsDone, await writer?.kept());
  } finally {
    // A checkpoint replaced it, or its device is gone.
    if (!model.isOf(run)) void training.catch(() => {}).then(() => run.destroy());
  }
}

/** A device's own report of its loss explains more than the work that failed, and arrives later. */
async function lastFault(error: DeviceError, lost: Promise<never>): Promise<Fault> {
  const late = new Promise<DeviceError>((resolve) => setTimeout(() => resolve(error), LAST_WORDS));
  const last = await Promise.race([lost, late]).catch((loss: unknown) => loss);
  return last instanceof DeviceError ? last.fault : error.fault;
}

/** Calls `tick` every few seconds until the returned function is called. */
export type Ticker = (tick: () => void) => () => void;

const SECONDS = 5;

export const everyFewSeconds: Ticker = (tick) => {
  const timer = setInterval(tick, 1000 * SECONDS);
  return () => clearInterval(timer);
};

/** Ticks of silence that are too many: before the first step, which compiles, and the minimum afterwards. */
const FIRST = 120;
const LEAST = 60;
/** A silence may be at most this many times as long as the longest so far. */
const TIMES = 20;

/**
 * Detects a device that no longer responds. It counts ticks and reads no clock: while a machine sleeps or a worker computes,
 * no tick occurs.
 */
export class Watch {
  /** Resolves with a description once the device has been silent for too long. */
  readonly silence: Promise<string>;
  #ticks = 0;
  #longest = 0;
  #limit = FIRST;
  readonly #end: () => void;

  /** @param isIdle whether the device has nothing to do at the moment */
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

  /** The device has responded. @param paced whether its pace is known from now on */
  heard(paced = true): void {
    this.#longest = Math.max(this.#longest, this.#ticks);
    this.#ticks = 0;
    if (paced) this.#limit = Math.max(LEAST, TIMES * this.#longest);
  }

  end(): void {
    this.#end();
  }
}

/** The result of `work`. @throws what `gone` returns for a device that stops responding meanwhile */
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
