import { OptionError, ShapeError } from '../errors.ts';
import type { OpName } from '../ops/every_op.ts';
import type { Op } from '../ops/op.ts';
import { oneOf } from '../option_checks.ts';
import type { DeviceFacts, Kernel, KnownSizes } from './kernel.ts';
import { kernels } from './kernels/every_kernel.ts';
import { distance, isShapeClass, shapeClass } from './shape_class.ts';

/** Name of the way that runs on every device. */
export const PLAIN = 'plain';

/**
 * Names of variants by op and shape class, such as `{ 'affine_forward 256x1024x512': 'tile_32' }`, or by op alone for
 * every class that is not named. A class that is not named takes the variant of the nearest class of its op.
 */
export type Choices = Readonly<Record<string, string>>;

/** The key of `Choices` for an op and the shape class of sizes. */
export const choiceKey = (kernel: Kernel, sizes: KnownSizes) => `${kernel.op.name} ${shapeClass(kernel, sizes)}`;

/** The kernel of an op that is not known to the compiler; the record has been checked by then. */
export function kernelOf(op: Op): Kernel {
  const kernel: unknown = Object.hasOwn(kernels, op.name) ? kernels[op.name as OpName] : undefined;
  if (!kernel) throw new ShapeError({ where: `op ${op.name}`, expected: 'an op of the registry', found: 'another' });
  return kernel as Kernel;
}

/** Which variant of each kernel a device uses. */
export class Variants {
  readonly #device: DeviceFacts;
  #choices: Choices = {};

  constructor(device: DeviceFacts) {
    this.#device = device;
  }

  /** What was chosen. */
  get choices(): Choices {
    return this.#choices;
  }

  /** Names of the variants that the device can run, plain first. */
  offered({ variants = {} }: Kernel): string[] {
    const further = Object.entries(variants).filter(([, { offered }]) => offered?.(this.#device) ?? true);
    return [PLAIN, ...further.map(([name]) => name)];
  }

  /** Candidates for the fastest on this kind of adapter, for calls of such sizes. */
  worthTiming(kernel: Kernel, software: boolean, sizes: KnownSizes): string[] {
    return this.offered(kernel).filter((name) => {
      const { hardware = false, suits } = kernel.variants?.[name] ?? {};
      return !(software && hardware) && (suits?.(sizes) ?? true);
    });
  }

  /**
   * Uses these variants for every call that is recorded from now on.
   * @throws OptionError for a key that is not an op or shape class, or a variant that is not offered to the device.
   */
  choose(choices: Choices): void {
    for (const [key, name] of Object.entries(choices)) {
      const [op = '', ...rest] = key.split(' ');
      const kernel = kernels[oneOf('variants', op, Object.keys(kernels)) as OpName] as unknown as Kernel;
      if (rest.length > 0 && !isShapeClass(kernel, rest.join(' '))) {
        const expected = `a shape class of ${op}, powers of two such as ${shapeClass(kernel, {})}`;
        throw new OptionError({ where: `variants: ${key}`, expected, found: rest.join(' ') });
      }
      if (typeof name !== 'string') {
        throw new OptionError({ where: `variant of ${key}`, expected: 'a name', found: typeof name });
      }
      oneOf(`variant of ${key}`, name, this.offered(kernel));
    }
    this.#choices = { ...choices };
  }

  /** The variant for calls of this size. */
  nameFor(kernel: Kernel, sizes: KnownSizes): string {
    const { name: op } = kernel.op;
    const wanted = shapeClass(kernel, sizes);
    const exact = this.#choices[`${op} ${wanted}`] ?? this.#choices[op];
    if (exact !== undefined) return exact;
    const classes = Object.keys(this.#choices).filter((key) => key.startsWith(`${op} `));
    const [nearest] = classes
      .map((key) => ({ key, apart: distance(key.slice(op.length + 1), wanted) }))
      .sort((a, b) => a.apart - b.apart);
    return (nearest && this.#choices[nearest.key]) ?? PLAIN;
  }

  /**
   * The kernel of an op as it was chosen for calls of this size.
   * @param sizes those known when a call is recorded, and expected values of the others
   * @throws ShapeError for an op without a kernel
   */
  kernel(op: Op, sizes: KnownSizes): Kernel {
    const kernel = kernelOf(op);
    const { variants = {}, ...plain } = kernel;
    const variant = variants[this.nameFor(kernel, sizes)];
    return variant ? { op: plain.op, ...variant } : plain;
  }
}
