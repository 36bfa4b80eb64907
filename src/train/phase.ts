import type { Split } from '../data/dataset.ts';
import type { TrainerRoom } from '../model/captioner_steps.ts';
import type { CaptioningRNN } from '../model/captioning_rnn.ts';
import type { PlannedBatch, TrainingStep } from '../model/training_step.ts';
import type { Workspace } from '../ops/workspace.ts';
import { featureRows, ResidentFeatures, roomFor } from './data.ts';
import type { Chosen } from './minibatches.ts';
import { ScheduledSampling } from './scheduled_sampling.ts';
import type { TrainerSettings } from './trainer_options.ts';
import type { Update } from './update.ts';

/** What the phases of a training share. */
export interface Phased {
  readonly model: CaptioningRNN;
  readonly workspace: Workspace;
  readonly settings: TrainerSettings;
  readonly update: Update;
}

/** A phase of training steps: all of them, or those before or after its network starts to learn. */
export class Phase {
  readonly step: TrainingStep;
  readonly #split: Split;
  readonly #resident: ResidentFeatures | undefined;
  readonly #sampling: ScheduledSampling | undefined;

  /**
   * @param split with the features or pixels that these steps read
   * @param frozen whether the encoder is frozen, and the split has its features
   */
  constructor({ model, workspace, settings, update }: Phased, split: Split, captionLength: number, frozen = false) {
    const { regularisation, scheduledSampling } = settings;
    this.#split = split;
    const readsPixels = model.configuration.encoder !== undefined && !frozen;
    this.#resident = readsPixels ? undefined : ResidentFeatures.of(workspace, model.backend, split.features);
    const room: TrainerRoom = {
      ...roomFor(split, captionLength, settings),
      features: this.#resident?.buffer,
      ofFeatures: frozen,
    };
    this.step = model.trainingStep({
      ...room,
      regularisation,
      update: (recorder, updated) => update.record(recorder, updated, frozen),
    });
    try {
      this.#sampling = scheduledSampling && new ScheduledSampling(model, room, scheduledSampling, regularisation.seed);
    } catch (error) {
      this.step.destroy();
      throw error;
    }
  }

  plan({ captions, images }: Chosen): PlannedBatch {
    const { rows, different } = featureRows(images, this.#resident !== undefined);
    this.#resident?.bring(images);
    const brought = different && { features: this.#split.features.readRows(different), pictures: different.length };
    return { ...this.step.plan(captions, rows), ...brought };
  }

  /** Whether a step reads some of the model's own words. */
  get samples(): boolean {
    return this.#sampling !== undefined;
  }

  /** The minibatch with the words that a step is to read. `epoch`: completed epochs. */
  async read(chosen: Chosen, batch: PlannedBatch, step: number, epoch: number): Promise<PlannedBatch> {
    if (!this.#sampling) return batch;
    const inputs = await this.#sampling.inputs(chosen.captions, batch, step, epoch);
    // Only the input words differ: the features of the minibatch stay.
    const { rows } = featureRows(chosen.images, this.#resident !== undefined);
    return { ...batch, ...this.step.plan(chosen.captions, rows, inputs) };
  }

  destroy(): void {
    this.#sampling?.destroy();
    this.step.destroy();
  }
}
