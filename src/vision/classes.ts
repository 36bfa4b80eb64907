import { kindOf, requireMethods } from '../arguments.ts';
import { DataError, OptionError, ShapeError } from '../errors.ts';
import type { FloatTensor, Tensor } from '../tensor.ts';
import type { ImageNetwork } from './network.ts';

/** @throws OptionError when `model` is no network, or its weights have no classifier */
export function requireClassifier(where: string, model: unknown): asserts model is ImageNetwork {
  const needed = ['scores', 'features', 'gradient'];
  requireMethods(`${where}: model`, 'an ImageNetwork', model, needed, 'loadNetwork makes one.');
  if ((model as ImageNetwork).classCount > 0) return;
  const remedy = 'Load weights that have one: those named conv10 (Caffe) or classifier.1 (torchvision).';
  throw new OptionError({
    where: `${where}: model`,
    expected: 'a network with a classifier',
    found: 'one without',
    remedy,
  });
}

/** @throws DataError when it is no class of the model */
export function requireClass(where: string, value: unknown, { classCount }: ImageNetwork): asserts value is number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) < classCount) return;
  throw new DataError({ where, expected: `a class number from 0 to ${classCount - 1}`, found: kindOf(value) });
}

/** Class numbers, one an image. @throws ShapeError when they are not N, DataError when one is no class of the model */
export function classesOf(where: string, y: readonly number[] | Tensor, N: number, model: ImageNetwork): number[] {
  const list: unknown = Array.isArray(y) ? y : Object(y ?? {}).data;
  const classes = Array.isArray(list) || list instanceof Int32Array ? Array.from<number>(list) : undefined;
  if (classes?.length !== N) {
    const found = classes ? `${classes.length}` : kindOf(y);
    throw new ShapeError({ where, expected: `${N} class numbers, one an image`, found });
  }
  for (const [i, value] of classes.entries()) requireClass(`${where}[${i}]`, value, model);
  return classes;
}

/** The gradient of the sum of one score an image: 1 at its class. */
export function oneHot(classes: readonly number[], { classCount }: ImageNetwork): FloatTensor {
  const data = new Float32Array(classes.length * classCount);
  for (const [n, at] of classes.entries()) data[n * classCount + at] = 1;
  return { shape: [classes.length, classCount], data };
}
