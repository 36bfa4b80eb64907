import { DataError, OptionError, ShapeError } from '../errors.ts';
import { requireComputed, requireFinite } from '../finite.ts';
import type { Backend, Buffer, ElementType, Values } from '../ops/backend.ts';
import { toGateBlocks, toUnitMajor } from '../ops/gate_order.ts';
import type { Random } from '../random.ts';
import { type FloatTensor, sizeOf } from '../tensor.ts';
import { type Configuration, gateAxis } from './configuration.ts';
import { checkShape, formatOf } from './inputs.ts';
import {
  deviceOrder,
  entryOf,
  isMatrix,
  type ParameterName,
  type PerParameter,
  parameterNames,
  perParameter,
} from './parameter_names.ts';

/** Parameters, or their gradients, by name. */
export type ParameterTensors = PerParameter<FloatTensor>;

type Floats = Float32Array | Float64Array;

/** Axes of the captioner's own parameters by their letters. */
const AXES = {
  W_embed: ['V', 'W'],
  W_proj: ['E', 'H'],
  b_proj: ['H'],
  Wx: ['W', 'G'],
  Wh: ['H', 'G'],
  b: ['G'],
  W_vocab: ['H', 'V'],
  b_vocab: ['V'],
} as const;

/** Shape of every parameter for the given sizes. */
export function parameterShapes(configuration: Configuration): PerParameter<readonly number[]> {
  const { gateWidth: G, encoder, ...sizes } = configuration;
  const own = Object.entries(AXES).map(([name, axes]) => [name, axes.map((axis) => ({ ...sizes, G })[axis])] as const);
  return Object.fromEntries([...own, ...(encoder?.parameters ?? [])]) as PerParameter<readonly number[]>;
}

/** Every parameter's length, labelled with the letters of its shape. */
export function parameterSizes(configuration: Configuration): { readonly label: string; readonly length: number }[] {
  const { encoder } = configuration;
  const letters = { E: encoder ? 'E' : 'D', G: gateAxis(configuration) };
  const shapeOf = (axes: readonly string[]) => axes.map((axis) => ({ ...letters })[axis as 'E'] ?? axis).join('·');
  const shapes: Readonly<Record<string, string>> = Object.fromEntries(
    Object.entries(AXES).map(([name, axes]) => [name, shapeOf(axes)]),
  );
  return Object.entries(parameterShapes(configuration)).map(([name, shape]) => ({
    label: `${name} (${shapes[name] ?? 'encoder'})`,
    length: sizeOf(shape),
  }));
}

/** The kind of array that keeps numbers in this precision. */
export function floatsOf(precision: Backend['precision']) {
  return precision === 'float64' ? Float64Array : Float32Array;
}

/**
 * Initial weights as CS231n draws them: word vectors N(0, 0.01²), other matrices N(0, 1 / rows), biases 0; convolutions
 * N(0, 2 / terms of a sum) (He et al. 2015); statistics mean 0 and variance 1. The features of an encoder of our own have
 * length 1,
 * whatever their number: their projection is drawn N(0, 1), and so moves slowly at a learning rate that suits the rest.
 */
export function initialParameters(
  configuration: Configuration,
  random: Random,
  precision: Backend['precision'],
): ParameterTensors {
  const shapes = parameterShapes(configuration);
  const scaleOf = (name: ParameterName, terms: number): number => {
    if (name === 'W_embed') return 0.01;
    if (name.startsWith('W_conv')) return Math.sqrt(2 / terms);
    return name === 'W_proj' && configuration.encoder?.kind === 'own' ? 1 : Math.sqrt(1 / terms);
  };
  return perParameter(parameterNames(configuration), (name) => {
    const shape = entryOf(shapes, name);
    const data = new (floatsOf(precision))(sizeOf(shape));
    if (name.startsWith('statistics')) data.fill(1, data.length / 2);
    if (isMatrix(name)) {
      const terms = sizeOf(shape) / (shape.at(-1) ?? 1);
      const scale = scaleOf(name, terms);
      for (let i = 0; i < data.length; i++) data[i] = random.normal() * scale;
    }
    return { shape, data };
  });
}

/** @throws DataError naming the first variance, in the second of two rows, that is below 0 */
function requireVariances(where: string, { data }: FloatTensor): void {
  const first = data.length / 2;
  const index = data.subarray(first).findIndex((variance) => variance < 0);
  if (index < 0) return;
  const found = `${data[first + index]} for channel ${index}`;
  throw new DataError({ where, expected: 'variances that are at least 0', found });
}

/** Parts of a buffer of halves begin at multiples of this many elements: twice as many as floats, for 256 bytes. */
const PAIRED_ALIGNMENT = 128;

/** A set of parameter-shaped numbers on a backend: one flat buffer, cut into the parameters. */
export interface FlatParameters {
  readonly whole: Buffer;
  readonly parts: PerParameter<Buffer>;
  /** How other buffers of this length lie: gradients, an optimizer's moments. */
  readonly layout: ParameterLayout;
}

/** Knows how parameters lie on the device, and is the only way in and out: the gate order changes here. */
export class ParameterLayout {
  /** In CS231n's order, those of an encoder last. */
  readonly names: readonly ParameterName[];
  readonly shapes: PerParameter<readonly number[]>;
  /** Number of parameters. */
  readonly count: number;
  readonly #configuration: Configuration;
  readonly #order: readonly ParameterName[];
  #starts: PerParameter<number>;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.names = parameterNames(configuration);
    this.shapes = parameterShapes(configuration);
    this.count = this.names.reduce((sum, name) => sum + sizeOf(entryOf(this.shapes, name)), 0);
    this.#order = deviceOrder(this.names);
    this.#starts = perParameter(this.names, () => 0);
  }

  create(backend: Pick<Backend, 'createParts'>, label: string, type?: ElementType): FlatParameters {
    // Floats and their halves lie alike, so that one call rounds them all.
    const unit = this.#configuration.storage === 'float16' ? PAIRED_ALIGNMENT : 1;
    const lengths = this.#order.map((name) => unit * Math.ceil(sizeOf(entryOf(this.shapes, name)) / unit));
    const { whole, parts, starts } = backend.createParts(label, lengths, type);
    this.#starts = perParameter(this.names, (name) => starts[this.#order.indexOf(name)] ?? 0);
    return {
      whole,
      parts: perParameter(this.names, (name) => {
        const part = parts[this.#order.indexOf(name)];
        if (!part) throw new ShapeError({ where: label, expected: `a part for ${name}`, found: 'none' });
        return part;
      }),
      layout: this,
    };
  }

  /** How many numbers of a flat buffer, from its beginning, are those of matrices; of one that was made. */
  get matrices(): number {
    return Math.min(...this.names.filter((name) => !isMatrix(name)).map((name) => entryOf(this.#starts, name)));
  }

  /** Numbers in the caller's layout → in the device's layout. */
  toDevice(name: ParameterName, data: Floats): Floats {
    return this.#hasGates(name) ? toUnitMajor(data, this.#configuration.H) : data;
  }

  /**
   * The contents of a flat buffer → tensors with CS231n's shapes and gate order.
   * @param where what they are, for messages
   * @throws DataError naming the first number that is not finite
   */
  fromDevice(where: string, whole: Values): ParameterTensors {
    if (whole instanceof Uint32Array) throw new ShapeError({ where, expected: 'floats', found: 'integers' });
    return perParameter(this.names, (name) => {
      const shape = entryOf(this.shapes, name);
      const start = entryOf(this.#starts, name);
      const values = whole.slice(start, start + sizeOf(shape));
      const data = this.#hasGates(name) ? toGateBlocks(values, this.#configuration.H) : values;
      requireComputed(`${where}: ${name}`, { shape, data });
      return { shape, data };
    });
  }

  /** Tensors that were checked, with CS231n's shapes and gate order → a flat buffer of `create`'s length. */
  write(backend: Backend, whole: Buffer, tensors: ParameterTensors): void {
    for (const name of this.names) {
      backend.write(whole, this.toDevice(name, entryOf(tensors, name).data), entryOf(this.#starts, name));
    }
  }

  /**
   * Checks tensors against the parameters of those names, and their numbers against the backend's range.
   * @throws OptionError for an unknown name, ShapeError for a shape that is not that of the parameter, DataError naming
   * the first number that is not finite
   */
  check(where: string, tensors: Readonly<Partial<Record<string, FloatTensor>>>, backend: Backend): void {
    for (const [name, tensor] of Object.entries(tensors)) {
      const known = this.names.find((one) => one === name);
      if (known === undefined) {
        throw new OptionError({ where, expected: `one of ${this.names.join(', ')}`, found: name });
      }
      checkShape(`${where}: ${name}`, tensor as FloatTensor, entryOf(this.shapes, known));
      requireFinite(`${where}: ${name}`, tensor as FloatTensor, formatOf(backend));
      if (name.startsWith('statistics')) requireVariances(`${where}: ${name}`, tensor as FloatTensor);
    }
  }

  #hasGates(name: ParameterName): boolean {
    return this.#configuration.cellType === 'lstm' && (name === 'Wx' || name === 'Wh' || name === 'b');
  }
}
