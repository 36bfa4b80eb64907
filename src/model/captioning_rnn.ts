import { requireBackend } from '../arguments.ts';
import { dispose } from '../dispose.ts';
import type { Backend } from '../ops/backend.ts';
import { positiveInteger } from '../option_checks.ts';
import type { DecodeOptions } from '../options/decoding_options.ts';
import { type FloatTensor, type IndexTensor, type Tensor, tensor } from '../tensor.ts';
import type { CaptionStates } from './caption_states.ts';
import { CaptionerSteps } from './captioner_steps.ts';
import { type CaptioningOptions, checkCaptioningOptions, ofFeatures } from './configuration.ts';
import type { DecodedCaption } from './decoding/decoded_caption.ts';
import type { Inference } from './inference.ts';
import { checkedCaptions, checkFeatures, featureCount, finiteLoss } from './inputs.ts';
import type { ParameterTensors } from './parameters.ts';
import { ReusedStep } from './reused_step.ts';
import { TrainingStep } from './training_step.ts';
import type { WordSaliency } from './word_saliency.ts';

/**
 * CS231n's captioner: an image feature becomes the first hidden state, a vanilla RNN or LSTM reads the caption so far and
 * a vocabulary layer predicts the next word (Vinyals et al. 2015; Karpathy & Fei-Fei 2015; CS231n assignment 3).
 * Parameters live on the backend.
 */
export class CaptioningRNN extends CaptionerSteps implements Disposable {
  readonly #lossStep: ReusedStep<TrainingStep>;
  readonly #evaluation: ReusedStep<TrainingStep>;
  readonly #wordToIdx: Readonly<Record<string, number>>;
  #inference: Inference | undefined;

  /**
   * @throws OptionError for an unknown option, a size that is no positive integer, or a vocabulary without `<NULL>`;
   * DeviceError naming the sizes to lower, when the parameters are too many for the backend, or naming `shader-f16`, when
   * float16 storage is asked of a device without it.
   */
  constructor(backend: Backend, options: CaptioningOptions) {
    requireBackend('CaptioningRNN: backend', backend);
    super(backend, checkCaptioningOptions(options));
    this.#wordToIdx = { ...options.wordToIdx };
    const { configuration, gradients } = this;
    const common = { backend, weights: this.weights.read };
    this.#lossStep = new ReusedStep(
      (captions, steps) => new TrainingStep({ ...common, configuration, captions, steps, gradients }),
    );
    const evaluated = this.#hasNetwork ? ofFeatures(configuration) : configuration;
    this.#evaluation = new ReusedStep(
      (captions, steps) => new TrainingStep({ ...common, configuration: evaluated, captions, steps }),
    );
  }

  /**
   * Loss of a minibatch and its gradients. An encoder normalises by the minibatch's own pictures, as in training.
   * @param features (N, D) image features
   * @param captions (N, T + 1) word numbers; column t is the input and column t + 1 the target of step t
   * @returns sum over time of masked −log p, divided by N, and a gradient for each parameter
   * @throws ShapeError when shapes do not fit, DataError for a word number that is not in the vocabulary, a feature that is
   * not finite, and a result that is not
   */
  async loss(features: FloatTensor, captions: Tensor): Promise<{ loss: number; grads: ParameterTensors }> {
    const { step, batch } = this.#planned('loss', this.#lossStep, features, captions);
    const { whole } = this.gradients.flat;
    const [loss, gradients = new Uint32Array()] = await step.run(batch, [step.loss, whole]);
    return { loss: finiteLoss('loss', loss), grads: this.layout.fromDevice('loss: gradients', gradients) };
  }

  /**
   * Loss of a minibatch alone: the number that `loss` gives, from the forward pass only; but an encoder normalises by running
   * averages, as for captions. A step recorded for a larger minibatch is reused for a smaller one.
   * Neither dropout nor label smoothing takes part, whatever options a trainer has: this is the validation loss.
   * @param features (N, D) image features
   * @param captions (N, T + 1) word numbers
   * @throws as `loss` does
   */
  async evaluateLoss(features: FloatTensor, captions: Tensor): Promise<number> {
    const given = await this.#given('evaluateLoss', features);
    const { step, batch } = this.#planned('evaluateLoss', this.#evaluation, given, captions);
    const [loss] = await step.run(batch, [step.loss]);
    return finiteLoss('evaluateLoss', loss);
  }

  /**
   * Greedy captions: at every step the likeliest word. It does not stop at `<END>`; `decodeCaptions` does.
   * @param features (N, D) image features
   * @param maxLength columns of the result
   * @returns (N, maxLength) word numbers; column 0 is `<START>`
   * @throws OptionError when the vocabulary has no `<START>` or `<END>`, or `maxLength` is no positive integer; DataError
   * for a feature that is not finite, and a picture whose scores are not
   */
  async sample(features: FloatTensor, maxLength = 30): Promise<IndexTensor> {
    const columns = positiveInteger('sample: maxLength', maxLength);
    const { shape, data } = await this.#given('sample', features);
    const [N = 0] = shape;
    const { decoder } = await this.#inferring();
    return tensor([N, columns], await decoder.words(data, N, columns));
  }

  /**
   * Captions of pictures: greedy, sampled, or by beam search, each with the log-probability of every word. Up to 64 pictures
   * take one submit and one readback; calls with the same method, lengths and kinds of constraints reuse the first recording.
   *
   * Beam search keeps the `beamWidth` best of all hypotheses and their continuations; one that ends with `<END>` is
   * finished and competes with the unfinished ones, ranked by log p / length^α (Graves 2012; Wu et al. 2016, without their
   * penalty's
   * constants). Sampling: top-k of Fan et al. 2018, top-p of Holtzman et al. 2020, in this order after the temperature.
   * No repeated trigrams: Paulus et al. 2018. Constraints hold in every method; where they leave no word, the caption
   * stops.
   * @param features (N, D) image features
   * @returns for each picture its captions, best first: `nBest` of beam search, else one
   * @throws OptionError for an option that is unknown, of another method or out of range, for a bad ending that is not
   * in the vocabulary, or when the vocabulary has no `<START>` or `<END>`; ShapeError when features are not (N, D); DataError for
   * a feature that is not finite, and a picture whose scores are not
   */
  async decode(features: FloatTensor, options: DecodeOptions = {}): Promise<DecodedCaption[][]> {
    const { shape, data } = await this.#given('decode', features);
    const { decoder } = await this.#inferring();
    return decoder.captions(data, shape[0] ?? 0, options);
  }

  /**
   * The best caption of each picture, as text: what `decode` finds with the same options, its words joined by spaces.
   * @param features (N, D) image features
   * @throws as `decode` does
   */
  async caption(features: FloatTensor, options: DecodeOptions = {}): Promise<string[]> {
    const captions = await this.decode(features, options);
    const { words } = await this.#inferring();
    return captions.map(([best]) => (best?.words ?? []).map((word) => words[word]).join(' '));
  }

  /**
   * For every word of captions, the gradient of log p(word | words before it, feature) with respect to the feature: how
   * much each number of the feature contributed to this word. Gradients and state of a training are not affected.
   * @param features (N, D) image features
   * @param captions (N, T + 1) word numbers; the words asked about are the targets, columns 1 … T
   * @returns log-probabilities (N, T) and gradients (N, T, D), in one submit for up to 64 words; 0 where a target is `<NULL>`
   * @throws as `loss` does
   */
  async wordSaliency(features: FloatTensor, captions: Tensor): Promise<WordSaliency> {
    const given = await this.#given('wordSaliency', features);
    const { saliency, network } = await this.#inferring();
    const { logProbs, gradients } = await saliency.of(given, captions);
    return { logProbs, gradients: (await network?.gradients(features, gradients)) ?? gradients };
  }

  /**
   * The internal state of the network along captions: hidden state, cell state and gates after each input word, and the
   * log-probability of the word that is to follow.
   * @param features (N, D) image features
   * @param captions (N, T + 1) word numbers; step t reads column t
   * @returns hidden states (N, T, H), for the LSTM also cell states and gates of that shape, log-probabilities (N, T); in one
   * submit for up to 64 captions. Past the last target of a caption that is not `<NULL>`, all are 0.
   * @throws as `loss` does
   */
  async states(features: FloatTensor, captions: Tensor): Promise<CaptionStates> {
    const given = await this.#given('states', features);
    return (await this.#inferring()).states.of(given, captions);
  }

  /**
   * The log-probability of every word of captions, given the words before it and the feature: as in `states`, without
   * reading back anything else.
   * @param features (N, D) image features
   * @param captions (N, T + 1) word numbers
   * @returns (N, T), 0 where a target is `<NULL>`
   * @throws as `loss` does
   */
  async wordLogProbs(features: FloatTensor, captions: Tensor): Promise<FloatTensor> {
    const given = await this.#given('wordLogProbs', features);
    return (await this.#inferring()).states.logProbs(given, captions);
  }

  /** Frees what the model holds on its backend. */
  destroy(): void {
    this.#lossStep.destroy();
    this.#evaluation.destroy();
    this.#inference?.destroy();
    this.gradients.destroy();
    this.weights.destroy();
  }

  [dispose](): void {
    this.destroy();
  }

  /** Features as the programs take them. @throws ShapeError when they are not (N, D), DataError for one that is not finite */
  async #given(where: string, features: FloatTensor): Promise<FloatTensor> {
    featureCount(`${where}: features`, features, this.configuration.D, this.backend);
    if (!this.#hasNetwork) return features;
    const { network } = await this.#inferring();
    return network?.of(features) ?? features;
  }

  get #hasNetwork(): boolean {
    return this.configuration.encoder?.kind === 'network';
  }

  /**
   * What is not needed to train is loaded when it is first asked for. Where the model was destroyed meanwhile, nothing can be
   * recorded any more: the call fails as any does after that.
   */
  async #inferring(): Promise<Inference> {
    const { Inference } = await import('./inference.ts');
    const { backend, configuration } = this;
    const captioner = { backend, configuration, weights: this.weights.read, wordToIdx: this.#wordToIdx };
    // Two calls may have waited: one made it for both.
    this.#inference ??= new Inference(captioner);
    return this.#inference;
  }

  #planned(where: string, steps: ReusedStep<TrainingStep>, features: FloatTensor, captions: Tensor) {
    const { D, E, V } = this.configuration;
    const words = checkedCaptions(where, captions, V);
    const [N = 0, columns = 0] = captions.shape;
    const length = this.#hasNetwork && steps === this.#evaluation ? E : D;
    checkFeatures(`${where}: features`, features, N, length, this.backend);
    const step = steps.for(N, columns - 1);
    return { step, batch: { ...step.plan(words), features: features.data } };
  }
}
