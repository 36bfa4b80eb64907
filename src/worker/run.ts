import { checkpointOf, loadInto } from '../checkpoint/apply.ts';
import { type Checkpoint, encodeCheckpoint } from '../checkpoint/checkpoint.ts';
import { measurePointing } from '../explain/pointing.ts';
import { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend } from '../ops/backend.ts';
import type { Settings } from '../options/run_options.ts';
import { type Resumable, runRecordOf } from '../runs/run_record.ts';
import type { RunWriter } from '../runs/run_writer.ts';
import { shownSplit, type TrainingData } from '../sources/training_data.ts';
import type { StepReport } from '../train/control.ts';
import { CaptioningTrainer } from '../train/trainer.ts';
import type { CpuTrial } from './cpu_trial.ts';
import { EpochSchedule, Validation } from './epochs.ts';
import { accuracyOf, captionPictures, captionSplit, shownImages } from './evaluation.ts';
import { beforeEachStep, Gate, Pace, type PendingWork } from './pacing.ts';
import type { Event } from './protocol.ts';
import { modelOptions, resume, trainerOptions } from './run_settings.ts';

/** What a run needs. */
export interface RunParts {
  readonly backend: Backend;
  readonly source: TrainingData;
  readonly settings: Settings;
  readonly post: (event: Event) => void;
  /** Work that is requested during the run. */
  readonly pending: PendingWork;
  /** Describes the picture that the page follows the run by. Returns whether there is one. */
  readonly follow?: () => Promise<boolean>;
  /** Whether to pause after the first step. */
  readonly paused: boolean;
  /** What to resume; without it a new run starts. */
  readonly from?: Resumable;
  /** Initial weights; random without them. */
  readonly weights?: Checkpoint;
  /** Without it nothing is saved. */
  readonly writer?: RunWriter;
  /** Compares a run on a software adapter with the CPU. */
  readonly compare?: (trial: CpuTrial) => Promise<void>;
  /** Called whenever the device has responded, in addition to posted events. */
  readonly heard?: () => void;
}

/** One training, from its first step to its final captions. Its model lives until `destroy`. */
export class Run {
  readonly model: CaptioningRNN;
  readonly #parts: RunParts;
  readonly #trainer: CaptioningTrainer;
  readonly #validation: Validation;
  readonly #milestones: EpochSchedule;
  #post: (event: Event) => void;
  readonly #abort = new AbortController();
  readonly #gate: Gate;
  #stopped = false;
  #abandoned = false;
  #reported: { readonly step: number; readonly loss: number };

  /**
   * @throws OptionError for a value out of range, DeviceError when the model does not fit the device, CheckpointError when
   * the checkpoint to resume is for other data, or the weights are for another model or other words
   */
  constructor(parts: RunParts) {
    const { backend, source, settings, post, paused, from, weights } = parts;
    this.#parts = parts;
    this.#post = post;
    const { step = 0, lossHistory = [] } = from?.checkpoint.training ?? {};
    this.#reported = { step, loss: lossHistory.at(-1) ?? Number.NaN };
    this.#gate = new Gate(paused ? 1 : Number.POSITIVE_INFINITY, step);
    this.#validation = new Validation(source, settings, from?.record, parts.heard);
    this.model = new CaptioningRNN(backend, modelOptions(settings, source));
    let trainer: CaptioningTrainer | undefined;
    try {
      if (source.encoderParams) this.model.setParams(source.encoderParams);
      if (weights) loadInto(this.model, weights, source.data.vocabulary.idxToWord);
      trainer = new CaptioningTrainer(this.model, source.data, trainerOptions(settings, source.data));
      if (from) resume(trainer, from, settings, source.data);
    } catch (error) {
      trainer?.destroy();
      this.model.destroy();
      throw error;
    }
    this.#trainer = trainer;
    const posted = (event: Event) => this.#post(event);
    this.#milestones = new EpochSchedule({
      model: this.model,
      stepsPerEpoch: trainer.stepsPerEpoch,
      from: step,
      validation: this.#validation,
      onValidationLoss: (loss) => trainer.reportValidation(loss),
      writer: parts.writer,
      checkpoint: async () => encodeCheckpoint(await this.checkpoint()),
      post: posted,
      signal: this.#abort.signal,
      end: () => this.#abort.abort(),
    });
  }

  /** Completed steps. */
  get stepsDone(): number {
    return this.#reported.step;
  }

  /** Whether it is paused. */
  get isPaused(): boolean {
    return this.#gate.allowed <= 0 && !this.#gate.flying;
  }

  pause(): void {
    this.#gate.allow(0);
  }

  resume(): void {
    if (this.#gate.allowed > 0) return;
    this.#post({ type: 'resumed', step: this.#reported.step });
    this.#gate.allow(Number.POSITIVE_INFINITY);
  }

  step(): void {
    if (this.#gate.allowed <= 0) this.#gate.allow(1);
  }

  stop(): void {
    this.#stopped = true;
    this.#abort.abort();
    this.#gate.allow(Number.POSITIVE_INFINITY);
  }

  /** Ends without further events, for a run whose failure the caller reports; steps still in flight are discarded. */
  abandon(): void {
    this.#abandoned = true;
    this.#post = () => {};
    this.stop();
  }

  /** Frees what the run holds on its backend. */
  destroy(): void {
    this.#trainer.destroy();
    this.model.destroy();
  }

  /** The run's current state. Call it between two steps, or when the run has ended. */
  checkpoint(): Promise<Checkpoint> {
    const { source, settings } = this.#parts;
    const record = runRecordOf(this.#trainer, this.#reported.step, settings, source.origin, this.#validation);
    return checkpointOf(this.model, { data: source.data, trainer: this.#trainer, notes: { run: record } });
  }

  /**
   * Trains, posting events, until the last step or `stop`.
   * @throws DeviceError when the device fails, TrainingError when the loss is not finite
   */
  async train(): Promise<void> {
    const { backend, source, settings, pending } = this.#parts;
    const { totalSteps, expectedFirstLoss, lossHistory } = this.#trainer;
    const validated = [...this.#validation.points];
    this.#post({
      type: 'started',
      adapter: backend.adapter,
      backend: backend.kind,
      options: { ...settings, iterations: totalSteps },
      totalSteps,
      parameters: this.model.parameterCount,
      expectedFirstLoss,
      ...(lossHistory.length > 0 && { before: { ...thinned(lossHistory), validated } }),
    });
    const pace = new Pace(performance.now());
    const images = shownImages(source);
    const trial = this.#cpuTrial(pace);
    await this.#trainer.train({
      signal: this.#abort.signal,
      beforeStep: beforeEachStep({
        gate: this.#gate,
        pace,
        // On the CPU a step does not yield to the event loop: without a pause no message would be handled.
        rests: backend.kind === 'cpu',
        pending,
        continues: () => !this.#abort.signal.aborted,
        due: (steps) => this.#milestones.due(steps) ?? trial?.(steps),
        refresh: async () =>
          this.#post({ type: 'captions', step: this.#reported.step, pictures: await this.#captions(images) }),
        follow: async () => (await this.#parts.follow?.()) ?? false,
        onPaused: () => this.#post({ type: 'paused', step: this.#reported.step }),
      }),
      onStep: (report) => this.#account(report, pace),
    });
    const seconds = pace.seconds(performance.now());
    // What happens before each step also happens after the last.
    await this.#milestones.finish(this.#reported.step);
    await this.#finish(seconds, images);
  }

  /** Compares it with the CPU, once: what is due after so many steps. Undefined on a GPU, and on the CPU itself. */
  #cpuTrial(pace: Pace): ((steps: number) => (() => Promise<void>) | undefined) | undefined {
    const { backend, source, settings, compare } = this.#parts;
    if (backend.kind === 'cpu' || !backend.adapter.software || !compare) return undefined;
    const { program, sizes } = this.#trainer.program;
    const flops = program.flops(sizes);
    let after = this.#reported.step + PACED;
    return (steps) => {
      if (steps < after) return undefined;
      after = Number.POSITIVE_INFINITY;
      const { captionsPerSecond } = pace;
      // A trial that fails is no reason to end a run: there is nothing to offer then.
      return () => compare({ source, settings, flops, captionsPerSecond, post: this.#post }).catch(() => {});
    };
  }

  #captions(images: readonly number[]) {
    const { source } = this.#parts;
    return captionPictures(this.model, source, shownSplit(source.data), images);
  }

  #account({ step, epoch, loss, captions }: StepReport, pace: Pace): void {
    const { totalSteps } = this.#trainer;
    this.#gate.report();
    if (this.#abandoned) return;
    this.#reported = { step, loss };
    pace.step(performance.now(), captions);
    this.#post({
      type: 'step',
      step,
      totalSteps,
      epoch,
      loss,
      captionsPerSecond: pace.captionsPerSecond,
      secondsLeft: pace.secondsFor(totalSteps - step),
    });
  }

  async #finish(seconds: number, images: readonly number[]): Promise<void> {
    const { source, writer } = this.#parts;
    const stopped = this.#stopped && this.#reported.step < this.#trainer.totalSteps;
    const split = shownSplit(source.data);
    const progress = (what: string) => (done: number, total: number) => {
      this.#post({ type: 'loading', what: `${what} ${split.name} pictures`, done, total });
      return !this.#stopped;
    };
    const captions = source.check && (await captionSplit(this.model, source, split, progress('captioning')));
    const numbered = captions?.map((caption, image) => ({ image, caption }));
    const accuracy = numbered && accuracyOf(source, split.name, numbered);
    const pointing =
      captions && (await measurePointing(this.model, source, split, captions, progress('tracing words of')));
    const keptStep = await writer?.keptStep();
    this.#post({
      type: 'finished',
      ...this.#reported,
      stopped,
      seconds,
      ...(keptStep !== undefined && { keptStep }),
      ...(accuracy ? { accuracy } : {}),
      ...(pointing ? { pointing } : {}),
      pictures: await this.#captions(images),
    });
  }
}

/** Steps after which the pace of a run is known. */
const PACED = 12;

/** Most points of a curve that a picture shows. */
const POINTS = 500;

/** The losses of the first steps, as means over as many steps as it takes to have few points. */
function thinned(losses: readonly number[]): { readonly steps: readonly number[]; readonly losses: readonly number[] } {
  const per = Math.ceil(losses.length / POINTS);
  const steps = Array.from({ length: Math.floor(losses.length / per) }, (_, i) => (i + 1) * per);
  const meanUpTo = (step: number) => losses.slice(step - per, step).reduce((sum, loss) => sum + loss, 0) / per;
  return { steps, losses: steps.map(meanUpTo) };
}
