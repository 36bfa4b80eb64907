import type { CaptionDataset, Split } from '../data/dataset.ts';
import { dispose } from '../dispose.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import { checkedSplit } from '../model/checked_split.ts';
import type { Program, RunSizes } from '../ops/backend.ts';
import { Workspace } from '../ops/workspace.ts';
import { Random } from '../random.ts';
import { checkControl, checkFinite, type LandedStep, type TrainControl, tell } from './control.ts';
import { encoderUpdate, splitOfFeatures } from './fine_tuning.ts';
import { Minibatches, NextBatch } from './minibatches.ts';
import { Phase } from './phase.ts';
import { checkScheduleState, LearningRate } from './schedule.ts';
import { checkLanded, checkState, readMoments, refill, settingsOf, type TrainingState, writeMoments } from './state.ts';
import { checkTrainerOptions, type TrainerOptions, type TrainerSettings } from './trainer_options.ts';
import { StepsUnderWay } from './under_way.ts';
import { Update } from './update.ts';

/** Steps in flight: enough that the device never waits for the host, few enough that its queue stays short. */
const IN_FLIGHT = 3;

/** Trains a `CaptioningRNN` by minibatch descent (CS231n's captioning solver). Seeded: same seed, same losses. */
export class CaptioningTrainer implements Disposable {
  readonly model: CaptioningRNN;
  /** What it trains on. */
  readonly data: CaptionDataset;
  /** The loss at every step so far. */
  readonly lossHistory: number[] = [];
  /** The norm over all gradients at every step so far. */
  readonly gradientNormHistory: number[] = [];
  /** Steps of the whole training. */
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  readonly #settings: TrainerSettings;
  readonly #minibatches: Minibatches;
  readonly #workspace: Workspace;
  /** The last step before the model's network starts to learn, if it starts later than the rest. */
  readonly #frozen: { readonly until: number; readonly phase: Phase } | undefined;
  readonly #phase: Phase;
  readonly #update: Update;
  readonly #rate: LearningRate;
  readonly #next: NextBatch;
  #begun = 0;

  /**
   * @throws OptionError for an unknown option, rule or split, or a value out of range; ShapeError when the data set does
   * not fit the model; DataError for an invalid word, image or feature.
   */
  constructor(model: CaptioningRNN, data: CaptionDataset, options: TrainerOptions = {}) {
    this.model = model;
    this.data = data;
    this.#settings = checkTrainerOptions(options);
    const { batchSize, numEpochs, maxSteps, sampling, seed, split } = this.#settings;
    const trained = checkedSplit(model, data, split);
    this.#minibatches = new Minibatches(trained, batchSize, sampling, new Random(seed));
    this.stepsPerEpoch = this.#minibatches.perEpoch;
    this.totalSteps = Math.min(maxSteps, numEpochs * this.stepsPerEpoch);
    const { rule, update, fineTuning } = this.#settings;
    const encoder = fineTuning && encoderUpdate(model, fineTuning, this.stepsPerEpoch);
    this.#rate = new LearningRate(this.#settings, this.stepsPerEpoch, this.totalSteps);
    this.#workspace = new Workspace(model.backend);
    try {
      this.#update = new Update(this.#workspace, rule, update, encoder);
      const phased = { model, workspace: this.#workspace, settings: this.#settings, update: this.#update };
      const phase = (split: Split, frozen: boolean) => new Phase(phased, split, data.captionLength, frozen);
      if (encoder && fineTuning.features && encoder.after > 0) {
        const features = splitOfFeatures(model, data, trained, fineTuning.features);
        this.#frozen = { until: encoder.after, phase: phase(features, true) };
      }
      this.#phase = phase(trained, false);
      this.#next = new NextBatch(this.#minibatches.next(), (chosen) => this.#phaseOf(this.#begun + 1).plan(chosen));
    } catch (error) {
      this.destroy();
      throw error;
    }
  }

  /** The expected first loss: the mean number of unmasked targets of the first minibatch, times ln V. */
  get expectedFirstLoss(): number {
    const { plan } = this.#next.batch;
    return (plan.targetCount / plan.captions) * Math.log(this.model.configuration.V);
  }

  /** The recorded program of a step, and its sizes for the next minibatch: for counting dispatches and operations. @internal */
  get program(): { readonly program: Program; readonly sizes: RunSizes } {
    const step = this.#begun + 1;
    const { step: recorded } = this.#phaseOf(step);
    const sizes = { ...recorded.sizes(this.#next.batch), ...this.#update.sizes(step, this.#rate.at(step)), step };
    return { program: recorded.program, sizes };
  }

  /**
   * Runs the remaining steps. Several are in flight at once; losses are read back in order. It can be called again after
   * an abort or a failure and continues with the next step: `state` then covers every step that the device has completed.
   * @throws TrainingError at the step whose loss or gradients are not finite; `model.params` are then the last good ones.
   * Also throws what a callback throws or rejects with; no callback is called after that.
   */
  async train(control: TrainControl = {}): Promise<void> {
    checkControl(control);
    const underWay = new StepsUnderWay((report) => this.#record(report));
    const land = async () => {
      const report = await underWay.land();
      if (report) await tell(report, this.totalSteps, this.#settings, control);
    };
    this.model.backend.write(this.#update.halted, Uint32Array.of(0));
    try {
      while (this.#begun < this.totalSteps && !control.signal?.aborted) {
        const gate = control.beforeStep?.();
        if (gate) {
          const held = typeof gate === 'function' ? gate : Promise.resolve(gate);
          // Its rejection is thrown once the steps in flight have been reported.
          if (typeof held !== 'function') held.catch(() => {});
          while (underWay.count > 0) await land();
          await (typeof held === 'function' ? held() : held);
          if (control.signal?.aborted) break;
        }
        underWay.add(this.#begin());
        if (this.#settings.scheduledSampling || underWay.count >= IN_FLIGHT) await land();
      }
      while (underWay.count > 0) await land();
    } catch (error) {
      await underWay.salvage();
      // A failed step does not count.
      this.#begun = this.lossHistory.length;
      // It may have been planned for another phase.
      this.#next.choose(this.#next.chosen);
      await this.model.readParams().catch(() => {});
      throw error;
    }
    await this.model.readParams();
  }

  /**
   * Everything to resume exactly here, besides the model's parameters and the data. Call it when no step is in flight:
   * after `train`, or in a function that `beforeStep` returns.
   * @throws TrainingError when steps are in flight
   */
  async state(): Promise<TrainingState> {
    checkLanded(this.#begun, this.lossHistory.length);
    const minibatches = this.#minibatches.state(this.#begun < this.totalSteps);
    const [lossHistory, gradientNormHistory] = [[...this.lossHistory], [...this.gradientNormHistory]];
    const moments = await readMoments(this.model.backend, this.#update);
    const settings = settingsOf(this.#settings);
    const schedule = this.#rate.state;
    return { step: lossHistory.length, settings, moments, minibatches, schedule, lossHistory, gradientNormHistory };
  }

  /**
   * Resumes where `state` was taken: with the same parameters and data the next steps are the same, bit for bit, as
   * without an interruption. Call it when no step is in flight.
   * @throws OptionError naming an option that differs, other than `numEpochs` and `maxSteps`; ShapeError when the state
   * belongs to another model or number of captions. Nothing is changed then.
   */
  restore(state: TrainingState): void {
    checkState(state, this.#settings);
    const schedule = checkScheduleState('CaptioningTrainer.restore: schedule', state.schedule);
    this.#minibatches.check(state.minibatches);
    writeMoments(this.model.backend, this.#update, state.moments);
    this.#begun = state.step;
    this.#rate.state = schedule;
    refill(this.lossHistory, state.lossHistory);
    refill(this.gradientNormHistory, state.gradientNormHistory);
    const chosen = this.#minibatches.restore(state.minibatches);
    if (this.#begun < this.totalSteps) this.#next.choose(chosen ?? this.#minibatches.next());
  }

  /**
   * Reports the current validation loss to a plateau schedule; other schedules ignore it. Steps that begin afterwards
   * use the new rate: call it in a function that `beforeStep` returns, so that runs are reproducible.
   */
  reportValidation(loss: number): void {
    this.#rate.report(loss);
  }

  /** Frees what the trainer holds on the backend; the model stays. */
  destroy(): void {
    this.#frozen?.phase.destroy();
    this.#phase?.destroy();
    this.#workspace.destroy();
  }

  [dispose](): void {
    this.destroy();
  }

  #phaseOf(step: number): Phase {
    return this.#frozen && step <= this.#frozen.until ? this.#frozen.phase : this.#phase;
  }

  async #begin(): Promise<LandedStep> {
    const { batch, chosen } = this.#next;
    const step = ++this.#begun;
    const phase = this.#phaseOf(step);
    const learningRate = this.#rate.at(step);
    const epoch = Math.floor((step - 1) / this.stepsPerEpoch);
    // Only where it must wait: otherwise the next step plans its own minibatch.
    const read = phase.samples ? await phase.read(chosen, batch, step, epoch) : batch;
    const sizes = { ...this.#update.sizes(step, learningRate), step };
    const running = phase.step.run(read, [phase.step.loss, this.#update.norm, this.#update.halted], sizes);
    // The host plans the next minibatch while the device works on this one.
    if (step < this.totalSteps) this.#next.choose(this.#minibatches.next());
    const [loss, norm, halted] = await running;
    return {
      step,
      epoch: Math.floor(step / this.stepsPerEpoch),
      loss: loss?.[0] ?? Number.NaN,
      gradientNorm: norm?.[0] ?? Number.NaN,
      learningRate,
      captions: chosen.images.length,
      halted: halted?.[0] !== 0,
    };
  }

  #record(report: LandedStep): void {
    checkFinite(report);
    this.lossHistory.push(report.loss);
    this.gradientNormHistory.push(report.gradientNorm);
  }
}
