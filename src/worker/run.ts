import { spreadImages } from '../data/references.ts';
import { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend } from '../ops/backend.ts';
import type { StepReport } from '../train/control.ts';
import { CaptioningTrainer } from '../train/trainer.ts';
import { beforeEachStep } from './before_step.ts';
import { captionPictures, measureAccuracy } from './captions.ts';
import type { Errands } from './errands.ts';
import { Gate } from './gate.ts';
import { Pace } from './pace.ts';
import type { Event } from './protocol.ts';
import { modelOptions, type Settings, trainerOptions } from './run_options.ts';
import { heldOutSplit, type TrainingData } from './training_data.ts';
import { Validation } from './validation.ts';

/** Held-out pictures that are shown while a run goes on. */
export const SHOWN_PICTURES = 12;

export interface RunParts {
  readonly backend: Backend;
  readonly source: TrainingData;
  readonly settings: Settings;
  readonly post: (event: Event) => void;
  /** What is asked for while the run goes on. */
  readonly errands: Errands;
  /** Whether to pause after the first step. */
  readonly paused: boolean;
}

/** One training, from its first step to its last captions. Its model stays until `destroy`. */
export class Run {
  readonly model: CaptioningRNN;
  readonly #parts: RunParts;
  readonly #trainer: CaptioningTrainer;
  #post: (event: Event) => void;
  readonly #abort = new AbortController();
  readonly #gate: Gate;
  readonly #validation: Validation;
  #stopped = false;
  /** Steps after which an epoch was closed last. */
  #closed = 0;
  #reported = { step: 0, loss: Number.NaN };

  /** @throws OptionError for a value out of range, DeviceError when the model does not fit the device */
  constructor(parts: RunParts) {
    const { backend, source, settings, post, paused } = parts;
    this.#parts = parts;
    this.#post = post;
    this.#gate = new Gate(paused ? 1 : Number.POSITIVE_INFINITY);
    this.#validation = new Validation(source, settings);
    this.model = new CaptioningRNN(backend, modelOptions(settings, source.data));
    try {
      this.#trainer = new CaptioningTrainer(this.model, source.data, trainerOptions(settings));
    } catch (error) {
      this.model.destroy();
      throw error;
    }
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

  /** Ends without a further word, for a run that somebody else has told to have failed. */
  abandon(): void {
    this.#post = () => {};
    this.stop();
  }

  /** Frees what the run holds on its backend. */
  destroy(): void {
    this.#trainer.destroy();
    this.model.destroy();
  }

  /**
   * Trains, posting events, until the last step or `stop`.
   * @throws DeviceError when the device fails, TrainingError when the loss does
   */
  async train(): Promise<void> {
    const { backend, source, settings, errands } = this.#parts;
    const { totalSteps, expectedFirstLoss } = this.#trainer;
    this.#post({
      type: 'started',
      adapter: backend.adapter,
      backend: backend.kind,
      options: { ...settings, iterations: totalSteps },
      totalSteps,
      parameters: this.model.parameterCount,
      expectedFirstLoss,
    });
    const pace = new Pace(performance.now());
    const images = spreadImages(heldOutSplit(source.data), SHOWN_PICTURES);
    await this.#trainer.train({
      signal: this.#abort.signal,
      beforeStep: beforeEachStep({
        gate: this.#gate,
        pace,
        // A CPU step is over before anyone could send a message: without a rest none would be heard.
        rests: backend.kind === 'cpu',
        errands,
        goesOn: () => !this.#abort.signal.aborted,
        due: (steps) => this.#due(steps),
        refresh: async () =>
          this.#post({ type: 'captions', step: this.#reported.step, pictures: await this.#captions(images) }),
        onPaused: () => this.#post({ type: 'paused', step: this.#reported.step }),
      }),
      onStep: (report) => this.#account(report, pace),
    });
    const seconds = pace.seconds(performance.now());
    // What comes before a step comes after the last one too.
    await this.#due(this.#reported.step)?.();
    await this.#finish(seconds, images);
  }

  /** What has to be done after so many steps. */
  #due(steps: number): (() => Promise<void>) | undefined {
    const epoch = steps / this.#trainer.stepsPerEpoch;
    if (steps > this.#closed && Number.isInteger(epoch)) return () => this.#closeEpoch(epoch, steps);
    return undefined;
  }

  async #closeEpoch(epoch: number, step: number): Promise<void> {
    this.#closed = step;
    if (this.#validation.isDueAfter(epoch)) await this.#validate(epoch, step);
  }

  async #validate(epoch: number, step: number): Promise<void> {
    const { signal } = this.#abort;
    try {
      const { event, enough } = await this.#validation.validate(this.model, epoch, signal);
      this.#post({ type: 'validated', step, epoch, ...event });
      if (enough) this.#abort.abort();
    } catch (error) {
      // Whoever stops a run does not wait for its scores.
      if (!signal.aborted) throw error;
    }
  }

  #captions(images: readonly number[]) {
    const { source } = this.#parts;
    return captionPictures(this.model, source, heldOutSplit(source.data), images);
  }

  #account({ step, epoch, loss, captions }: StepReport, pace: Pace): void {
    const { totalSteps } = this.#trainer;
    this.#gate.report();
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
    const { source } = this.#parts;
    const stopped = this.#stopped && this.#reported.step < this.#trainer.totalSteps;
    const split = heldOutSplit(source.data);
    const accuracy = await measureAccuracy(this.model, source, split, (done, total) => {
      this.#post({ type: 'loading', what: `captioning ${split.name} pictures`, done, total });
      return !this.#stopped;
    });
    this.#post({
      type: 'finished',
      ...this.#reported,
      stopped,
      seconds,
      ...(accuracy ? { accuracy } : {}),
      pictures: await this.#captions(images),
    });
  }
}
