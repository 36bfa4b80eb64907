import { requireBackend, requireObject } from '../arguments.ts';
import { Decoder } from '../decode/decoder.ts';
import type { DecodedCaption, DecodeOptions } from '../decode/options.ts';
import type { Backend, Buffer, Recorder } from '../ops/backend.ts';
import { positiveInteger } from '../options.ts';
import { Random } from '../random.ts';
import { type FloatTensor, type IndexTensor, type Tensor, tensor } from '../tensor.ts';
import { type CaptioningOptions, type Configuration, checkOptions } from './configuration.ts';
import { Gradients } from './gradients.ts';
import { checkedCaptions, checkFeatures, featureCount, finiteLoss } from './inputs.ts';
import { checkFits, keptByParameters } from './memory.ts';
import {
  type FlatParameters,
  floatsOf,
  initialParameters,
  ParameterLayout,
  type ParameterTensors,
  perParameter,
} from './parameters.ts';
import type { Regularisation } from './regularisation.ts';
import { ReusedStep } from './reused_step.ts';
import { type StepRoom, TrainingStep } from './training_step.ts';
import { Weights } from './weights.ts';

/**
 * CS231n's captioner: an image feature becomes the first hidden state, a vanilla RNN or LSTM reads the caption so far and
 * a vocabulary layer names the next word (Vinyals et al. 2015; Karpathy & Fei-Fei 2015; CS231n assignment 3).
 * Parameters live on the backend.
 */
export class CaptioningRNN {
  readonly backend: Backend;
  readonly configuration: Configuration;
  readonly #layout: ParameterLayout;
  readonly #weights: Weights;
  readonly #gradients: Gradients;
  #host: ParameterTensors;
  readonly #lossStep: ReusedStep;
  readonly #evaluation: ReusedStep;
  readonly #decoder: Decoder;

  /**
   * @throws OptionError for an unknown option, a size that is no positive integer, or a vocabulary without `<NULL>`;
   * DeviceError naming the sizes to lower, when the parameters are too many for the backend, or naming `shader-f16`, when
   * float16 storage is asked of a device without it.
   */
  constructor(backend: Backend, options: CaptioningOptions) {
    requireBackend('CaptioningRNN: backend', backend);
    this.backend = backend;
    this.configuration = checkOptions(options);
    this.#layout = new ParameterLayout(this.configuration);
    checkFits('CaptioningRNN', backend, keptByParameters(this.configuration), this.#layout.count);
    this.#weights = new Weights(backend, this.#layout, this.configuration.storage);
    this.#gradients = new Gradients(backend, this.#layout);
    this.#host = initialParameters(this.configuration, new Random(this.configuration.seed), backend.precision);
    this.setParams(this.#host);
    const weights = this.#weights.read;
    this.#decoder = new Decoder({ backend, ...this.configuration, weights, wordToIdx: { ...options.wordToIdx } });
    const common = { backend, configuration: this.configuration, weights };
    this.#lossStep = new ReusedStep(
      (captions, steps) => new TrainingStep({ ...common, captions, steps, gradients: this.#gradients }),
    );
    this.#evaluation = new ReusedStep((captions, steps) => new TrainingStep({ ...common, captions, steps }));
  }

  /**
   * The parameters by CS231n name: `W_embed (V, W)`, `W_proj (D, H)`, `b_proj (H)`, `Wx (W, 4H)`, `Wh (H, 4H)`, `b (4H)`,
   * `W_vocab (H, V)`, `b_vocab (V)`; H for 4H in the vanilla RNN. A copy on the host: it follows `setParams` at once and
   * the device at every `readParams`, which a trainer calls when it ends.
   */
  get params(): ParameterTensors {
    return this.#host;
  }

  /** Number of parameters. */
  get parameterCount(): number {
    return this.#layout.count;
  }

  /**
   * Replaces the parameters that are named.
   * @throws what `checkParams` throws; nothing is changed then.
   */
  setParams(params: Readonly<Partial<Record<string, FloatTensor>>>): void {
    this.checkParams(params);
    const Floats = floatsOf(this.backend.precision);
    this.#host = perParameter((name) => {
      const value = params[name];
      if (!value) return this.#host[name];
      const data = Floats.from(value.data);
      this.backend.write(this.#weights.parameters.parts[name], this.#layout.toDevice(name, data));
      return { shape: [...value.shape], data };
    });
    this.#weights.round();
  }

  /**
   * Looks at parameters as `setParams` does.
   * @throws OptionError for an unknown name, ShapeError for a wrong shape, DataError for a number that is not finite in
   * the model's precision and storage.
   */
  checkParams(params: Readonly<Partial<Record<string, FloatTensor>>>): void {
    requireObject('setParams', 'an object with parameters by name', params);
    this.#layout.check('setParams', params, this.backend);
    this.#weights.check('setParams', params);
  }

  /** Reads the parameters from the device, where training changes them, into `params`. @throws DataError if one is not finite */
  async readParams(): Promise<ParameterTensors> {
    const whole = await this.backend.read(this.#weights.parameters.whole);
    this.#host = this.#layout.fromDevice('parameters', whole);
    return this.#host;
  }

  /**
   * Loss of a minibatch and its gradients.
   * @param features (N, D) image features
   * @param captions (N, T + 1) word numbers; column t is the input and column t + 1 the target of step t
   * @returns sum over time of masked −log p, divided by N, and a gradient for each parameter
   * @throws ShapeError when shapes do not fit, DataError for a word number that is not in the vocabulary, a feature that is
   * not finite, and a result that is not
   */
  async loss(features: FloatTensor, captions: Tensor): Promise<{ loss: number; grads: ParameterTensors }> {
    const { step, batch } = this.#planned('loss', this.#lossStep, features, captions);
    const { whole } = this.#gradients.flat;
    const [loss, gradients = new Uint32Array()] = await step.run(batch, [step.loss, whole]);
    return { loss: finiteLoss('loss', loss), grads: this.#layout.fromDevice('loss: gradients', gradients) };
  }

  /**
   * Loss of a minibatch alone: the number that `loss` gives, from the way there only. What was recorded for a larger
   * minibatch is used again for a smaller one. Neither dropout nor label smoothing takes part, whatever a trainer was
   * told: this is the validation loss.
   * @param features (N, D) image features
   * @param captions (N, T + 1) word numbers
   * @throws as `loss` does
   */
  async evaluateLoss(features: FloatTensor, captions: Tensor): Promise<number> {
    const { step, batch } = this.#planned('evaluateLoss', this.#evaluation, features, captions);
    const [loss] = await step.run(batch, [step.loss]);
    return finiteLoss('evaluateLoss', loss);
  }

  /**
   * Greedy captions: at every step the likeliest word. It does not stop at `<END>`; `decodeCaptions` does.
   * @param features (N, D) image features
   * @param maxLength columns of the result
   * @returns (N, maxLength) word numbers; column 0 is `<START>`
   * @throws OptionError when the vocabulary has no `<START>` or `<END>`, or `maxLength` is no positive integer; DataError
   * for a feature that is not finite, and a picture whose words have scores that are not
   */
  async sample(features: FloatTensor, maxLength = 30): Promise<IndexTensor> {
    const columns = positiveInteger('sample: maxLength', maxLength);
    const N = featureCount('sample: features', features, this.configuration.D, this.backend);
    return tensor([N, columns], await this.#decoder.words(features.data, N, columns));
  }

  /**
   * Captions of pictures: greedy, sampled, or by beam search, each with what the model thinks of every word. The work of
   * up to 64 pictures is one submit and one readback; calls with the same method, lengths and kinds of constraints use
   * what the first recorded.
   *
   * Beam search keeps the `beamWidth` best of all hypotheses and their continuations; one that says `<END>` is finished
   * and competes with those that go on, ranked by log p / length^α (Graves 2012; Wu et al. 2016, without their penalty's
   * constants). Sampling: top-k of Fan et al. 2018, top-p of Holtzman et al. 2020, in this order after the temperature.
   * No repeated trigrams: Paulus et al. 2018. Constraints hold in every method; where they leave no word, the caption
   * stops.
   * @param features (N, D) image features
   * @returns for each picture its captions, best first: `nBest` of beam search, else one
   * @throws OptionError for an option that is unknown, of another method or out of range, for a bad ending that is no
   * word of the vocabulary, or when that has no `<START>` or `<END>`; ShapeError when features are not (N, D); DataError for
   * a feature that is not finite, and a picture whose words have scores that are not
   */
  async decode(features: FloatTensor, options: DecodeOptions = {}): Promise<DecodedCaption[][]> {
    const N = featureCount('decode: features', features, this.configuration.D, this.backend);
    return this.#decoder.captions(features.data, N, options);
  }

  /** A recorded training step that ends with the calls of `update`. Destroy it after use. @internal for trainers */
  trainingStep(
    setting: StepRoom & {
      readonly regularisation?: Regularisation;
      readonly update: (recorder: Recorder, loss: Buffer, weights: FlatParameters, gradients: FlatParameters) => void;
    },
  ): TrainingStep {
    const { backend, configuration } = this;
    const [weights, gradients] = [this.#weights, this.#gradients];
    const update = (recorder: Recorder, loss: Buffer) => {
      setting.update(recorder, loss, weights.parameters, gradients.flat);
      weights.recordRounding(recorder);
    };
    return new TrainingStep({ ...setting, backend, configuration, weights: weights.read, gradients, update });
  }

  /** The loss and the likeliest word after every input, as one recorded program. Destroy it after use. @internal for trainers */
  predictionStep(room: StepRoom): TrainingStep {
    const { backend, configuration } = this;
    return new TrainingStep({ ...room, backend, configuration, weights: this.#weights.read, predicts: true });
  }

  /** Frees what the model holds on its backend. */
  destroy(): void {
    this.#lossStep.destroy();
    this.#evaluation.destroy();
    this.#decoder.destroy();
    this.#gradients.destroy();
    this.#weights.destroy();
  }

  #planned(where: string, steps: ReusedStep, features: FloatTensor, captions: Tensor) {
    const { D, V } = this.configuration;
    const words = checkedCaptions(where, captions, V);
    const [N = 0, columns = 0] = captions.shape;
    checkFeatures(`${where}: features`, features, N, D, this.backend);
    const step = steps.for(N, columns - 1);
    return { step, batch: { ...step.plan(words), features: features.data } };
  }
}
