import type { CaptionDataset } from '../src/data/dataset.ts';
import type { Op } from '../src/ops/op.ts';
import { asDataset, makeProblem, type Sizes, sizes as standardSizes } from './peers/problem.ts';

export { type Sizes, standardSizes };

/** As many captions and words as large networks have: minutes a step on a software adapter. */
export const largeSizes: Sizes = { ...standardSizes, N: 128, W: 512, V: 9568 };

/** Targets a caption of the realistic problem has at most. */
const REALISTIC = 16;

/** The sizes as people write them: "N=25 T=16 …". */
export const sizesText = (sizes: Readonly<Record<string, number>>): string =>
  Object.entries(sizes)
    .map(([letter, size]) => `${letter}=${size}`)
    .join(' ');

/** The dims of an op's call, likewise. */
export const dimsText = ({ dims }: Pick<Op, 'dims'>, sizes: Readonly<Record<string, number>>): string =>
  sizesText(Object.fromEntries(dims.map((dim) => [dim, sizes[dim] ?? 0])));

/**
 * A data set of `count` captions with Flickr8k's lengths and its share of repeated words. Where T is not 16, every length
 * is stretched in proportion, so that captions fill the same share of N·T at every T.
 */
export function realisticDataset({ T, ...rest }: Sizes, count: number): CaptionDataset {
  const drawn = makeProblem(1, { ...rest, N: count, T: REALISTIC });
  if (T === REALISTIC) return asDataset(drawn);
  const captions = new Int32Array(count * (T + 1));
  const columns = REALISTIC + 1;
  for (let n = 0; n < count; n++) {
    const from = drawn.captions.subarray(n * columns, (n + 1) * columns);
    const words = from.filter((word) => word > 2);
    const targets = Math.max(1, Math.round((from.indexOf(2) * T) / REALISTIC));
    const row = captions.subarray(n * (T + 1), (n + 1) * (T + 1));
    row[0] = 1;
    for (let t = 1; t < targets; t++) row[t] = words[t % words.length] ?? 3;
    row[targets] = 2;
  }
  return asDataset({ ...drawn, sizes: { ...rest, N: count, T }, captions });
}

const START = 1;
/** Behind `<NULL>`, `<START>` and `<END>`. */
const FIRST_WORD = 3;

/** What a program without a batch plan works on: every caption T targets long, words as different as V allows, none masked. */
export function denseDataset(sizes: Sizes, count: number): CaptionDataset {
  const { T, V } = sizes;
  const { features } = makeProblem(1, { ...sizes, N: count });
  const captions = Int32Array.from({ length: count * (T + 1) }, (_, at) =>
    at % (T + 1) === 0 ? START : FIRST_WORD + (at % (V - FIRST_WORD)),
  );
  return asDataset({ sizes: { ...sizes, N: count }, captions, features });
}

/** Mean number of targets that count, a caption. */
export function meanTargets(data: CaptionDataset): number {
  const { captions = new Int32Array(), captionCount = 0 } = data.splits.train ?? {};
  const counted = captions.reduce((sum, word, at) => sum + (at % data.captionLength > 0 && word !== 0 ? 1 : 0), 0);
  return counted / captionCount;
}
