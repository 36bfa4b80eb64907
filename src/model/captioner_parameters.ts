import { requireObject } from '../arguments.ts';
import type { Backend } from '../ops/backend.ts';
import { Random } from '../random.ts';
import type { FloatTensor } from '../tensor.ts';
import type { Configuration } from './configuration.ts';
import { checkFits } from './memory.ts';
import { entryOf, perParameter } from './parameter_names.ts';
import { floatsOf, initialParameters, ParameterLayout, type ParameterTensors, parameterSizes } from './parameters.ts';
import { Weights } from './weights.ts';

/** A captioner's parameters, on its backend and as a copy on the host. */
export class CaptionerParameters {
  readonly backend: Backend;
  readonly configuration: Configuration;
  /** @internal */
  protected readonly layout: ParameterLayout;
  /** @internal */
  protected readonly weights: Weights;
  #host: ParameterTensors;

  /**
   * @throws DeviceError naming the sizes to lower, when the parameters are too many for the backend, or `shader-f16`, when the
   * device lacks it
   */
  constructor(backend: Backend, configuration: Configuration) {
    this.backend = backend;
    this.configuration = configuration;
    this.layout = new ParameterLayout(configuration);
    checkFits('CaptioningRNN', backend, parameterSizes(configuration), this.layout.count);
    this.weights = new Weights(backend, this.layout, configuration.storage);
    this.#host = initialParameters(configuration, new Random(configuration.seed), backend.precision);
    this.setParams(this.#host);
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
    return this.layout.count;
  }

  /**
   * Replaces the parameters that are named.
   * @throws what `checkParams` throws; nothing is changed then.
   */
  setParams(params: Readonly<Partial<Record<string, FloatTensor>>>): void {
    this.checkParams(params);
    const Floats = floatsOf(this.backend.precision);
    this.#host = perParameter(this.layout.names, (name) => {
      const value = params[name];
      if (!value) return entryOf(this.#host, name);
      const data = Floats.from(value.data);
      this.backend.write(entryOf(this.weights.parameters.parts, name), this.layout.toDevice(name, data));
      return { shape: [...value.shape], data };
    });
    this.weights.round();
  }

  /**
   * Checks parameters as `setParams` does.
   * @throws OptionError for an unknown name, ShapeError for a wrong shape, DataError for a number that is not finite in
   * the model's precision and storage.
   */
  checkParams(params: Readonly<Partial<Record<string, FloatTensor>>>): void {
    requireObject('setParams', 'an object with parameters by name', params);
    this.layout.check('setParams', params, this.backend);
    this.weights.check('setParams', params);
  }

  /** Reads the parameters from the device, where training changes them, into `params`. @throws DataError if one is not finite */
  async readParams(): Promise<ParameterTensors> {
    const whole = await this.backend.read(this.weights.parameters.whole);
    this.#host = this.layout.fromDevice('parameters', whole);
    return this.#host;
  }
}
