import { OptionError, ShapeError } from '../errors.ts';
import type { Op } from '../ops/op.ts';
import type { OpName } from '../ops/registry.ts';
import { oneOf } from '../options.ts';
import type { DeviceFacts, Kernel, KnownSizes } from './kernel.ts';
import { kernels } from './kernels/registry.ts';

/** Name of the way that every device can go. */
export const PLAIN = 'plain';

/** Matrices of a call are told apart by how many weights they have: a small one does not fill a GPU with large tiles. */
export const shapeClasses = ['small', 'large'] as const;
export type ShapeClass = (typeof shapeClasses)[number];
const LARGE = 2 ** 16;

/** Names of variants by op and shape class, such as `{ 'affine_forward large': 'block_64' }`; what is not named is plain. */
export type Choices = Readonly<Record<string, string>>;

/** The key of `Choices` for an op and a shape class. */
export const choiceKey = (op: string, shape: ShapeClass) => `${op} ${shape}`;

/** Class of a call, from what is known when it is recorded. A matrix of unknown size counts as large. */
export function shapeClass({ K, N, H }: KnownSizes): ShapeClass {
  const weights = H === undefined ? (K ?? LARGE) * (N ?? LARGE) : H * H;
  return weights < LARGE ? 'small' : 'large';
}

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

  /** What was chosen; every other call is plain. */
  get choices(): Choices {
    return this.#choices;
  }

  /** Names of the variants that the device can run, plain first. */
  offered({ variants = {} }: Kernel): string[] {
    const further = Object.entries(variants).filter(([, { offered }]) => offered?.(this.#device) ?? true);
    return [PLAIN, ...further.map(([name]) => name)];
  }

  /** Those that may be the fastest on such an adapter. */
  worthTiming(kernel: Kernel, software: boolean): string[] {
    return this.offered(kernel).filter((name) => !(software && kernel.variants?.[name]?.hardware));
  }

  /**
   * Uses these variants for every call that is recorded from now on.
   * @throws OptionError for a key that is no op and shape class, or a variant that the device is not offered.
   */
  choose(choices: Choices): void {
    const keys = Object.keys(kernels).flatMap((op) => shapeClasses.map((shape) => choiceKey(op, shape)));
    for (const [key, name] of Object.entries(choices)) {
      oneOf('variants', key, keys);
      if (typeof name !== 'string') {
        throw new OptionError({ where: `variant of ${key}`, expected: 'a name', found: typeof name });
      }
      const kernel = kernels[key.slice(0, key.indexOf(' ')) as OpName] as unknown as Kernel;
      oneOf(`variant of ${key}`, name, this.offered(kernel));
    }
    this.#choices = { ...choices };
  }

  /** The kernel of an op as it was chosen for calls of this size. @throws ShapeError for an op without a kernel. */
  kernel(op: Op, known: KnownSizes): Kernel {
    const { variants = {}, ...plain } = kernelOf(op);
    const variant = variants[this.#choices[choiceKey(op.name, shapeClass(known))] ?? PLAIN];
    return variant ? { op: plain.op, ...variant } : plain;
  }
}
