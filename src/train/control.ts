import { requireCallback, requireSignal } from '../arguments.ts';
import { TrainingError } from '../errors.ts';
import { rejectUnknownOptions } from '../option_checks.ts';
import type { Signal } from '../platform.ts';
import type { TrainerSettings } from './trainer_options.ts';

/** What is known of one training step once its loss has been read back. */
export interface StepReport {
  /** 1 for the first step. */
  readonly step: number;
  /** Epochs finished after this step. */
  readonly epoch: number;
  /** Loss of the minibatch before the update. */
  readonly loss: number;
  /** Euclidean norm over all gradients. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Captions in the minibatch. */
  readonly captions: number;
}

/** How a caller observes and controls a training. An error that a callback throws, or a rejected promise, ends the training. */
export interface TrainControl {
  /** Called for every step, in order, when its loss is known. A returned promise is awaited. */
  readonly onStep?: (report: StepReport) => void;
  /**
   * Called before a step begins. If it returns a promise or a function, steps in flight are finished and reported; then
   * the promise, or the result of the function, is awaited with no step in flight.
   */
  readonly beforeStep?: () => Promise<void> | (() => Promise<void>) | undefined;
  /** Ends the training after the steps in flight. */
  readonly signal?: Signal;
}

/** @throws OptionError naming an option that is unknown or of the wrong kind. */
export function checkControl(control: TrainControl): void {
  const where = 'CaptioningTrainer.train';
  rejectUnknownOptions(where, control, ['onStep', 'beforeStep', 'signal']);
  requireCallback(`${where}: onStep`, control.onStep);
  requireCallback(`${where}: beforeStep`, control.beforeStep);
  requireSignal(`${where}: signal`, control.signal);
}

/** What is known of a step before it is reported. */
export interface LandedStep extends StepReport {
  /** Whether its update, or that of an earlier step, was skipped. */
  readonly halted: boolean;
}

/**
 * @throws TrainingError when the loss, the gradients or the updated parameters of a step were not finite: its update was
 * then skipped.
 */
export function checkFinite({ step, loss, gradientNorm, halted }: LandedStep): void {
  const computed = Number.isFinite(loss) && Number.isFinite(gradientNorm);
  if (computed && !halted) return;
  throw new TrainingError({
    where: `training step ${step}`,
    expected: computed ? 'an update that leaves parameters and moments finite' : 'a finite loss and finite gradients',
    found: computed ? 'one that does not' : `loss ${loss}, gradient norm ${gradientNorm}`,
    remedy: `The parameters are those after step ${step - 1}. Try a smaller learning rate.`,
  });
}

/** Reports a completed step to the log and the caller. @throws what they throw or reject with */
export async function tell(
  { halted: _, ...report }: LandedStep,
  totalSteps: number,
  { log, printEvery }: Pick<TrainerSettings, 'log' | 'printEvery'>,
  { onStep }: TrainControl,
): Promise<void> {
  const { step, loss } = report;
  if (log && ((step - 1) % printEvery === 0 || step === totalSteps)) {
    await log(`(Iteration ${step} / ${totalSteps}) loss: ${loss.toFixed(6)}`);
  }
  await onStep?.(report);
}
