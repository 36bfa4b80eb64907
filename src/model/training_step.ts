import type { Backend, Buffer, Program, Recorder, RunSizes, Values } from '../ops/backend.ts';
import { CountingBackend } from '../ops/counting_backend.ts';
import { Workspace } from '../ops/workspace.ts';
import { type BatchPlan, planBatch } from './batch_plan.ts';
import type { Configuration } from './configuration.ts';
import type { Average } from './encoder.ts';
import { FeatureSource } from './feature_source.ts';
import type { Gradients } from './gradients.ts';
import { type LossSetting, type RecordedLoss, recordLoss } from './loss_program.ts';
import { checkFits, chunking } from './memory.ts';
import type { PerParameter } from './parameter_names.ts';
import { PlanBuffers } from './plan_buffers.ts';
import { PlanSizes } from './plan_sizes.ts';
import { createForward, createRecurrence, type Recurrence } from './recurrence.ts';
import { NO_REGULARISATION, type Regularisation } from './regularisation.ts';
import { recordLossAndGradients } from './training_program.ts';

/** The minibatches that a step is for. */
export interface StepRoom {
  /** Captions a minibatch has at most, N. */
  readonly captions: number;
  /** Pictures of a minibatch at most, where it brings them; by default as many as captions. */
  readonly pictures?: number | undefined;
  /** Time steps T of a caption: its columns less one. */
  readonly steps: number;
  /** (N, T + 1) typical captions: a backend may choose its kernels by their lengths. */
  readonly like?: Int32Array;
  /** Image features that stay on the device; without them, and with an encoder, each run brings its own rows. */
  readonly features?: Buffer | undefined;
}

/** What a training step operates on. */
export interface StepSetting extends StepRoom {
  readonly backend: Backend;
  readonly configuration: Configuration;
  /** The parameters as products read them. */
  readonly weights: PerParameter<Buffer>;
  /** Without them only the loss is computed. */
  readonly gradients?: Gradients;
  /** Default: none. Dropout wants the size `step` at every run. */
  readonly regularisation?: Regularisation;
  /** Whether the likeliest word after every packed row is wanted. */
  readonly predicts?: boolean;
  /** Whether the gates are kept for readback in a step without gradients. */
  readonly keepsGates?: boolean;
  /** Calls to record after the gradients: the update rule, which leaves them at 0. */
  readonly update?: (recorder: Recorder, loss: Buffer, averages: readonly Average[]) => void;
}

/** A minibatch that is planned and ready to run. */
export interface PlannedBatch {
  readonly plan: BatchPlan;
  /** Feature row of each caption in the plan's order. */
  readonly imageRows: Uint32Array;
  /** (pictures, D), where features do not stay on the device. */
  readonly features?: Float32Array | Float64Array;
  /** Number of pictures; by default one per caption. */
  readonly pictures?: number;
}

/** The results of a step's forward pass on the device. */
export interface StepStates extends Pick<RecordedLoss, 'rowLoss'> {
  /** (capacity + M, H) hidden states: before the first step, then after each packed row. */
  readonly hs: Buffer;
  readonly inside: Recurrence['inside'];
}

/** The buffers that a step makes, found by a dry run; what an update makes is the update's. */
function buffersOf({ update: _, like: __, gradients, ...setting }: StepSetting): readonly Buffer[] {
  const backend = new CountingBackend(setting.backend);
  const counted = gradients?.on(backend);
  const before = counted ? [counted.flat.whole] : [];
  new TrainingStep({ ...setting, backend, ...(counted && { gradients: counted }) });
  return backend.made.filter((buffer) => !before.includes(buffer));
}

/** The recorded loss of a minibatch of one size, with what is to follow: plan, upload, run. */
export class TrainingStep {
  readonly loss: Buffer;
  /** (M) likeliest word after every packed row, where the step predicts. */
  readonly predicted: Buffer | undefined;
  /** The results of a step without gradients. */
  readonly states: StepStates | undefined;
  readonly #setting: StepSetting;
  readonly #workspace: Workspace;
  readonly #plan: PlanBuffers;
  readonly #features: FeatureSource;
  readonly #sizes: PlanSizes;
  readonly #program: Program;

  /** @throws DeviceError naming the sizes to lower, when a buffer would be too long for the backend. */
  constructor(setting: StepSetting) {
    const { backend, configuration, weights, gradients, captions: N, steps: T } = setting;
    const { regularisation = NO_REGULARISATION } = setting;
    this.#setting = setting;
    const chunks = chunking(N, T, configuration.V, backend.maxBufferLength);
    this.#sizes = new PlanSizes(N, T, chunks);
    const { pictures: rows = N } = setting;
    const size = { N, T, chunks, pictures: rows };
    if (!(backend instanceof CountingBackend)) checkFits(`${N} captions of ${T} steps`, backend, buffersOf(setting));
    this.#workspace = new Workspace(backend);
    try {
      this.#plan = new PlanBuffers(backend, this.#workspace, N, T);
      this.loss = this.#workspace.create('loss', 1);
      this.predicted = setting.predicts ? this.#workspace.create('predicted words', N * T, 'uint') : undefined;
      const { loss, predicted } = this;
      const workspace = this.#workspace;
      const source = new FeatureSource(
        { configuration, workspace, weights, rows, captions: N, pictures: 'pictures', trains: gradients !== undefined },
        setting.features,
      );
      this.#features = source;
      const recorder = backend.record(gradients ? 'training step' : 'loss', this.#expectedSizes());
      const buffers = { weights, features: source.features, plan: this.#plan.parts, loss, predicted };
      const recorded = { recorder, configuration, buffers, workspace, size, regularisation };
      source.forward(recorder);
      if (gradients) recordLossAndGradients(recorded, gradients.flat, source);
      else this.states = this.#recordForward(recorded);
      setting.update?.(recorder, this.loss, source.averages);
      this.#program = recorder.finish();
    } catch (error) {
      this.#workspace.destroy();
      throw error;
    }
  }

  /**
   * Plans a minibatch of N ≤ `captions` captions, (N, T + 1) word numbers.
   * @param imageRows feature row of each caption, where that is not its own number
   * @param inputs (N, T + 1) words to read where those are not the captions' own
   */
  plan(captions: Int32Array, imageRows?: ArrayLike<number>, inputs?: Int32Array): PlannedBatch {
    const { captions: capacity, steps: T, configuration } = this.#setting;
    const plan = planBatch(captions, captions.length / (T + 1), T, capacity, configuration.nullWord, inputs);
    return { plan, imageRows: imageRows ? plan.order.map((caption) => imageRows[caption] ?? 0) : plan.order };
  }

  /** Captions of a minibatch, at most. */
  get capacity(): number {
    return this.#setting.captions;
  }

  #recordForward(recorded: LossSetting): StepStates {
    const { configuration, keepsGates } = this.#setting;
    const create: (...of: Parameters<typeof createForward>) => Pick<Recurrence, 'forward' | 'inside'> = keepsGates
      ? createRecurrence
      : createForward;
    const recurrence = create(configuration, this.#workspace, recorded.size);
    const { rowLoss, steps } = recordLoss(recorded, recurrence);
    return { rowLoss, hs: steps.hs, inside: recurrence.inside };
  }

  #expectedSizes(): RunSizes {
    const { like, captions, pictures = captions } = this.#setting;
    return like ? this.sizes({ ...this.plan(like), pictures }) : {};
  }

  /** Runs a planned minibatch as one submit. `sizes` are those that the calls recorded by `update` name. */
  run(batch: PlannedBatch, read: readonly Buffer[], sizes?: RunSizes): Promise<Values[]> {
    const { backend, gradients, update } = this.#setting;
    if (batch.features) backend.write(this.#features.written, batch.features);
    const { plan, imageRows, pictures = plan.captions } = batch;
    this.#plan.upload(plan, imageRows);
    this.#features.upload(backend, imageRows.subarray(0, plan.rows[0]), pictures);
    gradients?.begin(update !== undefined);
    return this.#program.run(this.#sizes.ofRun(plan, { ...sizes, ...this.#features.sizes(pictures) }, pictures), read);
  }

  /** All sizes by name for one minibatch, for counting dispatches and operations. */
  sizes({ plan, pictures = plan.captions }: PlannedBatch): RunSizes {
    return { ...this.#sizes.of(plan, pictures), ...this.#features.sizes(pictures) };
  }

  get program(): Program {
    return this.#program;
  }

  destroy(): void {
    this.#program.destroy();
    this.#workspace.destroy();
  }
}
