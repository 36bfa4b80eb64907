import { OptionError, ShapeError } from '../errors.ts';
import { requireComputed, requireFinite } from '../finite.ts';
import type { Backend, Buffer, ElementType, Values } from '../ops/backend.ts';
import { toGateBlocks, toUnitMajor } from '../ops/gate_order.ts';
import type { Random } from '../random.ts';
import { type FloatTensor, sizeOf } from '../tensor.ts';
import type { Configuration } from './configuration.ts';
import { checkShape, formatOf } from './inputs.ts';

/** Names of the parameters, as in CS231n. */
export const PARAMETER_NAMES = ['W_embed', 'W_proj', 'b_proj', 'Wx', 'Wh', 'b', 'W_vocab', 'b_vocab'] as const;
export type ParameterName = (typeof PARAMETER_NAMES)[number];

export const isBias = (name: string): boolean => name.startsWith('b');

/** The order in which they lie on the device: biases last, so that the matrices, which decay, are one piece. */
export const DEVICE_ORDER = [...PARAMETER_NAMES].sort((a, b) => Number(isBias(a)) - Number(isBias(b)));

function isParameter(name: string): name is ParameterName {
  return (PARAMETER_NAMES as readonly string[]).includes(name);
}

/** One value for every parameter. */
export type PerParameter<T> = Readonly<Record<ParameterName, T>>;

/** Parameters, or their gradients, by name. */
export type ParameterTensors = PerParameter<FloatTensor>;

type Floats = Float32Array | Float64Array;

export function perParameter<T>(make: (name: ParameterName) => T): PerParameter<T> {
  return Object.fromEntries(PARAMETER_NAMES.map((name) => [name, make(name)])) as PerParameter<T>;
}

/** Shape of every parameter for the given sizes. */
export function parameterShapes({ D, W, H, V, gateWidth }: Configuration): PerParameter<readonly number[]> {
  return {
    W_embed: [V, W],
    W_proj: [D, H],
    b_proj: [H],
    Wx: [W, gateWidth],
    Wh: [H, gateWidth],
    b: [gateWidth],
    W_vocab: [H, V],
    b_vocab: [V],
  };
}

/** The kind of array that keeps numbers in this precision. */
export function floatsOf(precision: Backend['precision']) {
  return precision === 'float64' ? Float64Array : Float32Array;
}

/** Initial weights as CS231n draws them: word vectors N(0, 0.01²), other matrices N(0, 1 / rows), biases 0. */
export function initialParameters(
  configuration: Configuration,
  random: Random,
  precision: Backend['precision'],
): ParameterTensors {
  const shapes = parameterShapes(configuration);
  return perParameter((name) => {
    const shape = shapes[name];
    const data = new (floatsOf(precision))(sizeOf(shape));
    if (shape.length === 2) {
      const scale = name === 'W_embed' ? 0.01 : 1 / Math.sqrt(shape[0] ?? 1);
      for (let i = 0; i < data.length; i++) data[i] = random.normal() * scale;
    }
    return { shape, data };
  });
}

/** Parts of a buffer of halves begin at multiples of so many elements: twice as many as floats, for 256 bytes. */
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
  readonly shapes: PerParameter<readonly number[]>;
  /** Number of parameters. */
  readonly count: number;
  readonly #configuration: Configuration;
  #starts: PerParameter<number> = perParameter(() => 0);

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
    this.shapes = parameterShapes(configuration);
    this.count = PARAMETER_NAMES.reduce((sum, name) => sum + sizeOf(this.shapes[name]), 0);
  }

  create(backend: Backend, label: string, type?: ElementType): FlatParameters {
    // Floats and their halves lie alike, so that one call rounds them all.
    const unit = this.#configuration.storage === 'float16' ? PAIRED_ALIGNMENT : 1;
    const lengths = DEVICE_ORDER.map((name) => unit * Math.ceil(sizeOf(this.shapes[name]) / unit));
    const { whole, parts, starts } = backend.createParts(label, lengths, type);
    this.#starts = perParameter((name) => starts[DEVICE_ORDER.indexOf(name)] ?? 0);
    return {
      whole,
      parts: perParameter((name) => {
        const part = parts[DEVICE_ORDER.indexOf(name)];
        if (!part) throw new ShapeError({ where: label, expected: `a part for ${name}`, found: 'none' });
        return part;
      }),
      layout: this,
    };
  }

  /** How many numbers of a flat buffer, from its beginning, are those of matrices; of one that was made. */
  get matrices(): number {
    return Math.min(...PARAMETER_NAMES.filter(isBias).map((name) => this.#starts[name]));
  }

  /** Numbers as a person holds them → as the device holds them. */
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
    return perParameter((name) => {
      const shape = this.shapes[name];
      const start = this.#starts[name];
      const values = whole.slice(start, start + sizeOf(shape));
      const data = this.#hasGates(name) ? toGateBlocks(values, this.#configuration.H) : values;
      requireComputed(`${where}: ${name}`, { shape, data });
      return { shape, data };
    });
  }

  /** Tensors that were checked, with CS231n's shapes and gate order → a flat buffer of `create`'s length. */
  write(backend: Backend, whole: Buffer, tensors: ParameterTensors): void {
    for (const name of PARAMETER_NAMES) {
      backend.write(whole, this.toDevice(name, tensors[name].data), this.#starts[name]);
    }
  }

  /**
   * Holds tensors against the parameters of those names, and their numbers against what a backend can keep.
   * @throws OptionError for an unknown name, ShapeError for a shape that is not that of the parameter, DataError naming
   * the first number that is not finite
   */
  check(where: string, tensors: Readonly<Partial<Record<string, FloatTensor>>>, backend: Backend): void {
    for (const [name, tensor] of Object.entries(tensors)) {
      if (!isParameter(name)) {
        throw new OptionError({ where, expected: `one of ${PARAMETER_NAMES.join(', ')}`, found: name });
      }
      checkShape(`${where}: ${name}`, tensor as FloatTensor, this.shapes[name]);
      requireFinite(`${where}: ${name}`, tensor as FloatTensor, formatOf(backend));
    }
  }

  #hasGates(name: ParameterName): boolean {
    return this.#configuration.cellType === 'lstm' && (name === 'Wx' || name === 'Wh' || name === 'b');
  }
}
