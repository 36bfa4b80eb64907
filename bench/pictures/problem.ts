import { Random } from '../../src/random.ts';
import { TORCHVISION } from '../../src/vision/convention.ts';
import type { Filters, NetworkFile } from '../../src/vision/network_file.ts';
import { outputOf } from '../../src/vision/network_output.ts';
import { planOf, stepsUntil } from '../../src/vision/plan.ts';
import { CLASSIFIER, convolutionsOf, type Version } from '../../src/vision/squeezenet.ts';

/** What is computed of pictures: features, or the gradient of one score a picture with respect to its pixels. */
export type Pass = 'features' | 'gradient';

/** A network and pictures for it. */
export interface PictureProblem {
  readonly title: string;
  readonly pass: Pass;
  readonly file: NetworkFile;
  /** The layer whose mean over space the features or scores are, and its channels. */
  readonly output: { readonly name: string; readonly channels: number };
  /** Pixels a side. */
  readonly side: number;
  /** Picture number i as (side, side, 3), in the network's units. */
  readonly picture: (i: number) => Float32Array;
}

/** The convolutions of SqueezeNet: filters by the last part of a fire module's name grow with its number. */
function filtersOf(name: string, version: Version): number {
  if (name === CLASSIFIER) return 1000;
  const [, number, part = ''] = /^fire(\d)\/(.*)$/.exec(name) ?? [];
  if (number === undefined) return version === '1.0' ? 96 : 64;
  const squeeze = 16 * Math.floor(Number(number) / 2);
  return part === 'squeeze1x1' ? squeeze : 4 * squeeze;
}

/** SqueezeNet with seeded weights of the right shapes (He initialisation), so that nothing has to be downloaded. */
export function randomNetwork(version: Version): NetworkFile {
  const random = new Random(1);
  const filters = new Map<string, Filters>();
  for (const { name, window: R, reads } of convolutionsOf(version)) {
    const F = filtersOf(name, version);
    const C = reads.reduce((sum, one) => sum + (filters.get(one)?.F ?? 0), 0) || 3;
    const deviation = Math.sqrt(2 / (C * R * R));
    const weight = Float32Array.from({ length: F * C * R * R }, () => deviation * random.normal());
    // A class whose score the last ReLU made 0 everywhere has no gradient.
    const bias = new Float32Array(F).fill(name === CLASSIFIER ? 1 : 0);
    filters.set(name, { F, C, R, weight, bias });
  }
  return { name: 'random weights', version, convention: TORCHVISION, filters, checksum: '' };
}

/** Pictures that differ; further ones repeat them. */
const DIFFERENT = 4;

/** @param side pixels a side of the pictures; default: as many as the network was made for */
export function pictureProblem(version: Version, pass: Pass, side = TORCHVISION.inputSize): PictureProblem {
  const file = randomNetwork(version);
  const random = new Random(2);
  const pictures = Array.from({ length: DIFFERENT }, () =>
    Float32Array.from({ length: side * side * 3 }, () => random.normal()),
  );
  const output = outputOf(file, pass === 'features' ? 'features' : 'scores');
  if (!output) throw new Error('no such output');
  const title = `SqueezeNet ${version}, ${pass === 'features' ? 'features' : 'gradient of a score'}`;
  return { title, pass, file, output, side, picture: (i) => pictures[i % DIFFERENT] as Float32Array };
}

/** The class whose score's gradient is wanted of picture i. */
export const classOf = (i: number) => (7 * (i % DIFFERENT)) % 1000;

/** Multiplications and additions of all convolutions for one picture; a gradient goes back through them once more. */
export function flopsOf({ pass, file, output, side }: PictureProblem): number {
  const plan = planOf(file, side, side, 'pictures');
  const forward = stepsUntil(plan, [output.name]).reduce((sum, step) => {
    if (step.kind === 'pool') return sum;
    const { height = 0, width = 0 } = plan.activations.get(step.to) ?? {};
    const { F = 0, C = 0, R = 0 } = file.filters.get(step.filters) ?? {};
    return sum + 2 * height * width * F * R * R * C;
  }, 0);
  return pass === 'gradient' ? 2 * forward : forward;
}
