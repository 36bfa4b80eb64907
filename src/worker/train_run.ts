import { DeviceError, type Fault } from '../errors.ts';
import type { BackendAtHand } from './backend_at_hand.ts';
import { goneDevice, lostDevice, lostRun } from './faults.ts';
import type { ModelAtHand } from './model_at_hand.ts';
import type { Event } from './protocol.ts';
import { Run } from './run.ts';
import type { RunParts } from './run_parts.ts';
import { type Ticker, Watch } from './watch.ts';

/** Milliseconds that a device which fails has to say that it is lost. */
const LAST_WORDS = 200;

/** What a run leaves its session with. */
interface Around {
  readonly backend: BackendAtHand;
  readonly model: ModelAtHand;
  readonly ticker: Ticker;
}

/**
 * Trains a run until it ends, or its device fails, is lost or no longer answers.
 * @param onRun called before the first step
 * @throws DeviceError saying from which step it can be continued; what `Run` and its training throw
 */
export async function trainRun(
  parts: Omit<RunParts, 'backend' | 'heard'>,
  around: Around,
  onRun: (run: Run) => void,
): Promise<void> {
  let run: Run | undefined;
  const watch = new Watch(around.ticker, () => run?.isPaused || parts.keeper?.isWriting || false);
  const silent = watch.silence.then((found) => {
    around.backend.drop();
    return found;
  });
  try {
    around.model.release();
    const opened = around.backend.open(parts.settings.backend);
    const unopened = silent.then((found) => Promise.reject(lostDevice(found)));
    const backend = await Promise.race([opened, unopened]);
    const post = (event: Event) => {
      watch.heard(event.type === 'step');
      parts.post(event);
    };
    run = new Run({ ...parts, backend, post, heard: () => watch.heard() });
    around.model.takeRun(run);
    onRun(run);
    await untilGone(run, Promise.race([backend.lost, silent]), parts, around);
  } finally {
    watch.end();
  }
}

async function untilGone(
  run: Run,
  gone: Promise<string>,
  { keeper }: Pick<RunParts, 'keeper'>,
  { model, backend }: Around,
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
    // After a fault of its device nothing of the run can be trusted but what is kept, and the device cannot be used again.
    run.abandon();
    model.lose(run);
    backend.drop();
    await keeper?.close();
    throw lostRun(await lastFault(error, lost), run.stepsDone, await keeper?.kept());
  } finally {
    // A checkpoint took its place, or its device is gone.
    if (!model.isOf(run)) void training.catch(() => {}).then(() => run.destroy());
  }
}

/** What a device says of its loss explains more than the work that failed, and comes after it. */
async function lastFault(error: DeviceError, lost: Promise<never>): Promise<Fault> {
  const late = new Promise<DeviceError>((resolve) => setTimeout(() => resolve(error), LAST_WORDS));
  const last = await Promise.race([lost, late]).catch((loss: unknown) => loss);
  return last instanceof DeviceError ? last.fault : error.fault;
}
