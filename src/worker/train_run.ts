import type { BackendAtHand } from './backend_at_hand.ts';
import { lostDevice, lostRun } from './faults.ts';
import type { ModelAtHand } from './model_at_hand.ts';
import type { Event } from './protocol.ts';
import { Run } from './run.ts';
import type { RunParts } from './run_parts.ts';
import { type Ticker, Watch } from './watch.ts';

/** What a run leaves its session with. */
interface Around {
  readonly backend: BackendAtHand;
  readonly model: ModelAtHand;
  readonly ticker: Ticker;
}

/**
 * Trains a run until it ends, or its device is lost or no longer answers.
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
    await untilGone(run, Promise.race([backend.lost, silent]), parts, around.model);
  } finally {
    watch.end();
  }
}

async function untilGone(
  run: Run,
  gone: Promise<string>,
  { keeper }: Pick<RunParts, 'keeper'>,
  model: ModelAtHand,
): Promise<void> {
  const training = run.train();
  const lost = gone.then(async (found) => {
    run.abandon();
    model.lose(run);
    await keeper?.close();
    throw lostRun(found, run.stepsDone, await keeper?.keptStep());
  });
  try {
    await Promise.race([training, lost]);
  } finally {
    // A checkpoint took its place, or its device is gone.
    if (!model.isOf(run)) void training.catch(() => {}).then(() => run.destroy());
  }
}
