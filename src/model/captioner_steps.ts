import type { Backend, Buffer, Recorder } from '../ops/backend.ts';
import { CaptionerParameters } from './captioner_parameters.ts';
import { type Configuration, ofFeatures } from './configuration.ts';
import type { Average } from './encoder.ts';
import { Gradients } from './gradients.ts';
import type { FlatParameters } from './parameters.ts';
import type { Regularisation } from './regularisation.ts';
import { type StepRoom, type StepSetting, TrainingStep } from './training_step.ts';

/** What the end of a training step operates on. */
export interface Updated {
  readonly loss: Buffer;
  readonly weights: FlatParameters;
  readonly gradients: FlatParameters;
  readonly averages: readonly Average[];
}

/** The minibatches that a trainer's step is for. */
export interface TrainerRoom extends StepRoom {
  /** Whether minibatches consist of features although the captioner has an encoder, which is then frozen. */
  readonly ofFeatures?: boolean;
}

/** A captioner's parameters and their gradients, and the steps that a trainer makes of them. */
export class CaptionerSteps extends CaptionerParameters {
  /** @internal */
  protected readonly gradients: Gradients;

  constructor(backend: Backend, configuration: Configuration) {
    super(backend, configuration);
    this.gradients = new Gradients(backend, this.layout);
  }

  /** A recorded training step that ends with the calls of `update`. Destroy it after use. @internal for trainers */
  trainingStep(
    setting: TrainerRoom & {
      readonly regularisation?: Regularisation;
      readonly update: (recorder: Recorder, of: Updated) => void;
    },
  ): TrainingStep {
    const { weights, gradients } = this;
    const update: StepSetting['update'] = (recorder, loss, averages) => {
      setting.update(recorder, { loss, weights: weights.parameters, gradients: gradients.flat, averages });
      weights.recordRounding(recorder);
    };
    return new TrainingStep({ ...setting, ...this.#place(setting), gradients, update });
  }

  /** The loss and the likeliest word after every input, as one recorded program. Destroy it after use. @internal for trainers */
  predictionStep(room: TrainerRoom): TrainingStep {
    return new TrainingStep({ ...room, ...this.#place(room), predicts: true });
  }

  #place(room: TrainerRoom) {
    const { backend } = this;
    const configuration = room.ofFeatures ? ofFeatures(this.configuration) : this.configuration;
    return { backend, configuration, weights: this.weights.read };
  }
}
