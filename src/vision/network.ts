import { kindOf, requireObject } from '../arguments.ts';
import { dispose } from '../dispose.ts';
import { DeviceError, OptionError } from '../errors.ts';
import { requireComputed } from '../finite.ts';
import type { Backend, Values } from '../ops/backend.ts';
import type { FloatTensor } from '../tensor.ts';
import { conventionInWords } from './convention.ts';
import { DeviceFilters } from './device_filters.ts';
import type { NetworkFile } from './network_file.ts';
import { type Images, imageGradient, type NetworkInput, networkInput, requireGradient } from './network_input.ts';
import type { NetworkLayers } from './network_layers.ts';
import { type NetworkMark, type OutputGradient, outputOf } from './network_output.ts';
import type { NetworkProgram, Wanted } from './network_program.ts';
import { NetworkPrograms } from './network_programs.ts';
import { CLASSIFIER, layersOf } from './squeezenet.ts';

type Floats = Float32Array | Float64Array;

/** A convolutional network that looks at pictures, on one backend. `loadNetwork` makes it. */
export class ImageNetwork implements Disposable {
  /** Pixels a side of what it looks at; pictures are resized to it. */
  readonly inputSize: number;
  /** Number of classes; 0 for weights without a classifier. */
  readonly classCount: number;
  /** Numbers in the features of a picture. */
  readonly featureLength: number;
  /** What a file of its features says of them. */
  readonly mark: NetworkMark;
  /** @internal */
  readonly backend: Backend;
  readonly #file: NetworkFile;
  readonly #filters: DeviceFilters;
  readonly #programs: NetworkPrograms;
  #destroyed = false;

  /** @internal */
  constructor(backend: Backend, file: NetworkFile) {
    const [features, scores] = [outputOf(file, 'features'), outputOf(file, 'scores')];
    this.backend = backend;
    this.inputSize = file.convention.inputSize;
    this.classCount = scores?.channels ?? 0;
    this.featureLength = features?.channels ?? 0;
    this.mark = {
      network: `SqueezeNet ${file.version}, mean of ${features?.name}`,
      preprocessing: conventionInWords(file.convention),
      weights: file.checksum,
    };
    this.#file = file;
    this.#filters = new DeviceFilters(backend, file);
    this.#programs = new NetworkPrograms(backend, this.#filters, file);
  }

  /**
   * Scores of the classes before a softmax, (N, classCount).
   * @param images pictures, or what `preprocessImage` made of them
   * @throws OptionError when its weights have no classifier, or images are of another kind; ShapeError or DataError naming the
   * picture that cannot be used, or a result that is not finite; DeviceError when it was destroyed
   */
  async scores(images: Images): Promise<FloatTensor> {
    return this.#finite('scores', await this.#means('scores', images, 'scores'));
  }

  /** Features, (N, featureLength): the mean over space of the last layer before the classifier. @throws as `scores` does */
  async features(images: Images): Promise<FloatTensor> {
    return this.#finite('features', await this.rawFeatures(images));
  }

  /** @internal Features, finite or not, for callers that know the names of the pictures. */
  rawFeatures(images: Images): Promise<FloatTensor> {
    return this.#means('features', images, 'features');
  }

  /** @internal The name of the file of its weights. */
  get fileName(): string {
    return this.#file.name;
  }

  /**
   * The gradient of images (N, 3, height, width), as `preprocessImage` makes them: Σ scores · dscores, or Σ features ·
   * dfeatures, differentiated by each number of them.
   * @param of `{ dscores }` (N, classCount) or `{ dfeatures }` (N, featureLength)
   * @throws as `scores` does
   */
  async gradient(images: Images, of: OutputGradient): Promise<FloatTensor> {
    return (await this.outputsAndGradient('gradient', images, of)).gradient;
  }

  /** @internal Scores or features, and the gradient of the images, from one forward pass. */
  async outputsAndGradient(
    where: string,
    images: Images,
    of: OutputGradient,
  ): Promise<{ readonly outputs: FloatTensor; readonly gradient: FloatTensor }> {
    requireObject(`${where}: gradient`, '{ dscores } or { dfeatures }', of);
    const kind = of.dscores === undefined ? 'features' : 'scores';
    const input = this.#inputOf(where, images);
    const { wanted, channels } = this.#output(where, kind, true);
    const { count, height, width } = input;
    const doutput = kind === 'scores' ? of.dscores : of.dfeatures;
    requireGradient(`${where}: d${kind}`, doutput, [count, channels], this.backend);
    const outputs = this.#floats(count * channels);
    const gradient = this.#floats(count * 3 * height * width);
    const given = doutput.data as Floats;
    await this.#runs(input, wanted, async (program, values, n, first) => {
      const forward = program.forward(values, n);
      const backward = program.backward([given.subarray(first * channels, (first + n) * channels)], n);
      const [[output], dinput] = await Promise.all([forward, backward]);
      outputs.set(output?.subarray(0, n * channels) ?? [], first * channels);
      const numbers = 3 * height * width;
      const part = gradient.subarray(first * numbers, (first + n) * numbers);
      imageGradient(dinput, n, height * width, this.#file.convention, part);
    });
    return {
      outputs: this.#finite(`${where}: ${kind}`, { shape: [count, channels], data: outputs }),
      gradient: this.#finite(where, { shape: [count, 3, height, width], data: gradient }),
    };
  }

  /** @internal torchvision's numbers of its layers before the classifier. */
  get modules(): readonly number[] {
    return modulesOf(this.#file);
  }

  /** @internal Whether bytes go in as they are, but for their mean. */
  get looksAtBytes(): boolean {
    return this.#file.convention.deviation.every((deviation) => deviation === 1);
  }

  /** @internal Layers by torchvision's numbers, for a program of their own. */
  layers(where: string, modules: readonly number[]): NetworkLayers {
    this.#requireAlive(where);
    const names = namesOfModules(where, this.#file, modules);
    return { backend: this.backend, filters: this.#filters, file: this.#file, names };
  }

  /** Frees its weights and buffers. It cannot be used afterwards. */
  destroy(): void {
    this.#destroyed = true;
    this.#programs.destroy();
    this.#filters.destroy();
  }

  [dispose](): void {
    this.destroy();
  }

  async #means(where: string, images: Images, kind: 'scores' | 'features'): Promise<FloatTensor> {
    const input = this.#inputOf(where, images);
    const { wanted, channels } = this.#output(where, kind, false);
    const outputs = this.#floats(input.count * channels);
    await this.#runs(input, wanted, async (program, values, n, first) => {
      const [output] = await program.forward(values, n);
      outputs.set(output?.subarray(0, n * channels) ?? [], first * channels);
    });
    return { shape: [input.count, channels], data: outputs };
  }

  /** @throws DataError naming the weights and the place of the first number that is not finite */
  #finite(what: string, tensor: FloatTensor): FloatTensor {
    requireComputed(`${this.fileName}: ${what}`, tensor);
    return tensor;
  }

  #inputOf(where: string, images: Images): NetworkInput {
    this.#requireAlive(where);
    return networkInput(`${where}: images`, images, this.#file.convention, this.backend);
  }

  #requireAlive(where: string): void {
    if (!this.#destroyed) return;
    throw new DeviceError({ where, expected: 'a network that is alive', found: 'one that was destroyed' });
  }

  #output(where: string, kind: 'scores' | 'features', gradient: boolean) {
    const output = outputOf(this.#file, kind);
    if (output) return { wanted: { outputs: [output.name], mean: true, gradient }, channels: output.channels };
    const remedy = `Weights with ${CLASSIFIER} (Caffe) or classifier.1 (torchvision) have scores.`;
    throw new OptionError({ where, expected: 'a network with a classifier', found: 'weights without one', remedy });
  }

  #floats(length: number): Floats {
    return this.backend.precision === 'float64' ? new Float64Array(length) : new Float32Array(length);
  }

  /** Gives `use` as many images at a time as a program takes. */
  #runs(
    input: NetworkInput,
    wanted: Wanted,
    use: (program: NetworkProgram, values: Values, n: number, first: number) => Promise<void>,
  ): Promise<void> {
    return this.#programs.inRuns(input, wanted, input.count, (program, first, n) =>
      use(program, input.read(first, first + n), n, first),
    );
  }
}

/** torchvision's numbers of all layers before the classifier. */
function modulesOf({ version }: NetworkFile): number[] {
  // The ReLU of the first convolution counts.
  return Array.from({ length: layersOf(version).length + 1 }, (_, module) => module);
}

/** The layers that a network's modules are, by torchvision's number. @throws OptionError naming the first that is none */
function namesOfModules(where: string, { version }: NetworkFile, modules: readonly number[]): string[] {
  const layers = layersOf(version);
  return modules.map((wanted, i) => {
    const layer = layers.find(({ module }) => module === wanted || (module === 0 && wanted === 1));
    if (layer) return layer.name;
    const expected = `a layer from 0 to ${layers.length}`;
    throw new OptionError({ where: `${where}[${i}]`, expected, found: kindOf(wanted) });
  });
}
