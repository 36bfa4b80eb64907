import { requireCallback, requireSignal } from '../arguments.ts';
import { TrainingError } from '../errors.ts';
import { rejectUnknownOptions } from '../option_checks.ts';
import type { Signal } from '../platform.ts';
import type { TrainerSettings } from './trainer_options.ts';

/** What is known of one training step when its loss has come back. */
export interface StepReport {
  /** 1 for the first step. */
  readonly step: number;
  /** Epochs finished after this step. */
  readonly epoch: number;
  /** Loss of the minibatch before the update. */
  readonly loss: number;
  /** Euclidean norm of all gradients together. */
  readonly gradientNorm: number;
  readonly learningRate: number;
  /** Captions in the minibatch. */
  readonly captions: number;
}

/** How a caller follows and steers a training. What a callback throws, or its promise rejects with, ends the training. */
export interface TrainControl {
  /** Called for every step, in order, when its loss is known. A promise that it returns is awaited. */
  readonly onStep?: (report: StepReport) => void;
  /**
   * Called before a step begins. If it returns a promise or a function, steps in flight are finished and reported; then
   * the promise is awaited, or the function called and what it returns awaited: no step is under way meanwhile.
   */
  readonly beforeStep?: () => Promise<void> | (() => Promise<void>) | undefined;
  /** Ends the training after the steps in flight. */
  readonly signal?: Signal;
}

/** @throws OptionError naming what is unknown or of another kind. */
export function checkControl(control: TrainControl): void {
  const where = 'CaptioningTrainer.train';
  rejectUnknownOptions(where, control, ['onStep', 'beforeStep', 'signal']);
  requireCallback(`${where}: onStep`, control.onStep);
  requireCallback(`${where}: beforeStep`, control.beforeStep);
  requireSignal(`${where}: signal`, control.signal);
}

/** What is known of a step before its caller is told. */
export interface LandedStep extends StepReport {
  /** Whether its update, or that of a step before it, did not happen. */
  readonly halted: boolean;
}

/**
 * @throws TrainingError when the loss or the gradients of a step, or the numbers that its update would have made, were not
 * finite: it did not happen then.
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

/** Tells the log and the caller of a step that is done. @throws what they throw or reject with */
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
