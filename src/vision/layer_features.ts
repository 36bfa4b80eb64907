import type { Backend, Values } from '../ops/backend.ts';
import type { FloatTensor } from '../tensor.ts';
import type { DeviceFilters } from './device_filters.ts';
import type { NetworkFile } from './network_file.ts';
import { imageGradient, type NetworkInput, networkInput } from './network_input.ts';
import { NetworkProgram } from './network_program.ts';
import { type Activation, planOf } from './plan.ts';

/** What some layers make of images of one number and size, and the gradient of the images from theirs. */
export class LayerFeatures {
  readonly #file: NetworkFile;
  readonly #backend: Backend;
  readonly #program: NetworkProgram;
  readonly #images: NetworkInput;
  /** As asked for, and in the network's order. */
  readonly #names: readonly string[];
  readonly #outputs: readonly Activation[];

  constructor(
    {
      backend,
      filters,
      file,
    }: { readonly backend: Backend; readonly filters: DeviceFilters; readonly file: NetworkFile },
    where: string,
    X: FloatTensor,
    names: readonly string[],
    gradient: boolean,
  ) {
    this.#file = file;
    this.#backend = backend;
    this.#images = networkInput(where, X, file.convention, backend);
    const { count, height, width } = this.#images;
    const plan = planOf(file, height, width, where);
    this.#names = names;
    this.#outputs = [...plan.activations.values()].filter(({ name }) => names.includes(name));
    this.#program = new NetworkProgram(backend, filters, plan, { outputs: names, mean: false, gradient }, count);
  }

  /** @throws ShapeError or DataError when X is of another size or not finite */
  async forward(X: FloatTensor): Promise<FloatTensor[]> {
    const { count } = this.#images;
    const input = networkInput('images', X, this.#file.convention, this.#backend);
    const values = await this.#program.forward(input.read(0, count), count);
    const features = new Map(this.#outputs.map((one, i) => [one.name, channelsFirst(values[i], count, one)] as const));
    return this.#names.map((name) => features.get(name) as FloatTensor);
  }

  /** The gradient of the X of the last `forward`, from those of what it gave; the same layer's are added up. */
  async backward(gradients: readonly FloatTensor[]): Promise<FloatTensor> {
    const { count, height, width } = this.#images;
    const given = this.#outputs.map((one) => {
      const own = gradients.filter((_, i) => this.#names[i] === one.name);
      return channelsLast(own, count, one);
    });
    const dinput = await this.#program.backward(given, count);
    const data =
      this.#backend.precision === 'float64'
        ? new Float64Array(count * 3 * height * width)
        : new Float32Array(count * 3 * height * width);
    imageGradient(dinput, count, height * width, this.#file.convention, data);
    return { shape: [count, 3, height, width], data };
  }

  destroy(): void {
    this.#program.destroy();
  }
}

function channelsFirst(values: Values | undefined, N: number, { height, width, channels }: Activation): FloatTensor {
  const pixels = height * width;
  const data =
    values instanceof Float64Array ? new Float64Array(N * channels * pixels) : new Float32Array(N * channels * pixels);
  for (let n = 0; n < N; n++) {
    for (let m = 0; m < pixels; m++) {
      const from = (n * pixels + m) * channels;
      for (let c = 0; c < channels; c++) data[(n * channels + c) * pixels + m] = values?.[from + c] ?? 0;
    }
  }
  return { shape: [N, channels, height, width], data };
}

/** The sum of tensors (N, channels, height, width), channels last. */
function channelsLast(
  tensors: readonly FloatTensor[],
  N: number,
  { height, width, channels }: Activation,
): Float64Array {
  const pixels = height * width;
  const result = new Float64Array(N * channels * pixels);
  for (const { data } of tensors) {
    for (let n = 0; n < N; n++) {
      for (let c = 0; c < channels; c++) {
        const from = (n * channels + c) * pixels;
        for (let m = 0; m < pixels; m++) {
          const to = (n * pixels + m) * channels + c;
          result[to] = (result[to] ?? 0) + (data[from + m] ?? 0);
        }
      }
    }
  }
  return result;
}
