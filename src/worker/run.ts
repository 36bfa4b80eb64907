import { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { Backend } from '../ops/backend.ts';
import { rejectUnknownOptions } from '../options.ts';
import type { StepReport } from '../train/control.ts';
import { CaptioningTrainer } from '../train/trainer.ts';
import { beforeEachStep } from './before_step.ts';
import { captionPictures, measureAccuracy } from './captions.ts';
import { Gate } from './gate.ts';
import { Pace } from './pace.ts';
import { type Event, type RunDefaults, type RunOptions, runDefaults } from './protocol.ts';
import { heldOutSplit, spreadImages, type TrainingData } from './training_data.ts';

/** Held-out pictures that are shown while a run goes on. */
export const SHOWN_PICTURES = 12;

/** Options with their defaults. @throws OptionError for an unknown option; values are checked by model and trainer. */
export function withDefaults(options: RunOptions): RunDefaults & RunOptions {
  rejectUnknownOptions('run', options, [...Object.keys(runDefaults), 'iterations']);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...runDefaults, ...given };
}

/** One training, from its first step to its last captions. */
export class Run {
  readonly #backend: Backend;
  readonly #source: TrainingData;
  readonly #options: RunDefaults & RunOptions;
  #post: (event: Event) => void;
  readonly #abort = new AbortController();
  readonly #gate: Gate;
  #reported = { step: 0, loss: Number.NaN };

  constructor(
    backend: Backend,
    source: TrainingData,
    options: RunDefaults & RunOptions,
    post: (event: Event) => void,
    paused: boolean,
  ) {
    this.#backend = backend;
    this.#source = source;
    this.#options = options;
    this.#post = post;
    this.#gate = new Gate(paused ? 1 : Number.POSITIVE_INFINITY);
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
    this.#abort.abort();
    this.#gate.allow(Number.POSITIVE_INFINITY);
  }

  /** Ends without a further word, for a run that somebody else has told to have failed. */
  abandon(): void {
    this.#post = () => {};
    this.stop();
  }

  /**
   * Trains, posting events, until the last step or `stop`.
   * @throws OptionError for a value out of range, DeviceError when the device fails, TrainingError when the loss does
   */
  async train(): Promise<void> {
    const { data } = this.#source;
    const { cellType, wordvecDim, hiddenDim, seed } = this.#options;
    const model = new CaptioningRNN(this.#backend, {
      wordToIdx: data.vocabulary.wordToIdx,
      inputDim: data.featureLength,
      wordvecDim,
      hiddenDim,
      cellType,
      seed,
    });
    try {
      const trainer = this.#trainer(model);
      try {
        await this.#trainWith(model, trainer);
      } finally {
        trainer.destroy();
      }
    } finally {
      model.destroy();
    }
  }

  #trainer(model: CaptioningRNN): CaptioningTrainer {
    const { updateRule, learningRate, lrDecay, batchSize, numEpochs, iterations, sampling, seed } = this.#options;
    return new CaptioningTrainer(model, this.#source.data, {
      updateRule,
      updaterConfig: { learningRate },
      lrDecay,
      batchSize,
      numEpochs,
      ...(iterations === undefined ? {} : { maxSteps: iterations }),
      sampling,
      seed,
      verbose: false,
    });
  }

  async #trainWith(model: CaptioningRNN, trainer: CaptioningTrainer): Promise<void> {
    const { totalSteps, expectedFirstLoss } = trainer;
    const { adapter, kind } = this.#backend;
    this.#post({
      type: 'started',
      adapter,
      backend: kind,
      options: { ...this.#options, iterations: totalSteps },
      totalSteps,
      parameters: model.parameterCount,
      expectedFirstLoss,
    });
    const pace = new Pace(performance.now());
    const split = heldOutSplit(this.#source.data);
    const images = spreadImages(split, SHOWN_PICTURES);
    const show = () => captionPictures(model, this.#source, split, images);
    await trainer.train({
      signal: this.#abort.signal,
      beforeStep: beforeEachStep({
        gate: this.#gate,
        pace,
        // A CPU step is over before anyone could send a message: without a rest none would be heard.
        rests: kind === 'cpu',
        refresh: async () => {
          this.#post({ type: 'captions', step: this.#reported.step, pictures: await show() });
        },
        onPaused: () => this.#post({ type: 'paused', step: this.#reported.step }),
      }),
      onStep: (report) => this.#account(report, pace, totalSteps),
    });
    const seconds = pace.seconds(performance.now());
    const stopped = this.#reported.step < totalSteps;
    const accuracy = await measureAccuracy(model, this.#source, split, (done, total) => {
      this.#post({ type: 'loading', what: `captioning ${split.name} pictures`, done, total });
      return !stopped;
    });
    this.#post({
      type: 'finished',
      ...this.#reported,
      stopped,
      seconds,
      ...(accuracy ? { accuracy } : {}),
      pictures: await show(),
    });
  }

  #account({ step, epoch, loss, captions }: StepReport, pace: Pace, totalSteps: number): void {
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
}
