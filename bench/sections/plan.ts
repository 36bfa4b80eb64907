import { by, type Context, messageOf, type Section } from '../context.ts';
import { denseDataset, realisticDataset, type Sizes, sizesText, standardSizes } from '../problems.ts';
import type { Cell, Column } from '../results.ts';
import { counted, measureTraining, type Patience, referenceLoss } from '../training.ts';

const columns: readonly Column[] = [
  { label: 'N', unit: 'count' },
  { label: 'operations planned', unit: 'GFLOP' },
  { label: 'operations dense', unit: 'GFLOP' },
  { label: 'saved, counted', unit: '%', meter: true },
  { label: 'a step planned', unit: 'ms' },
  { label: 'a step dense', unit: 'ms' },
  { label: 'saved, in time', unit: '%', meter: true },
];

const patience: Readonly<Record<Context['effort'], Patience>> = {
  tiny: { groups: [1, 1], budget: 0 },
  quick: { groups: [2, 4], budget: 5000 },
  full: { groups: [4, 12], budget: 20_000 },
};

/** Minibatches whose operations are counted. */
const MINIBATCHES = 8;

async function measure(context: Context, sizes: Sizes): Promise<Cell[]> {
  const { N, T } = sizes;
  const planned = { cell: 'lstm', sizes, data: realisticDataset(sizes, MINIBATCHES * N) } as const;
  const dense = { cell: 'lstm', sizes, data: denseDataset(sizes, N) } as const;
  const backend = context.openCpu('float32');
  // Without a plan the input product has a row for every word of every caption, repeated or not.
  const denseFlops = counted(backend, dense, ({ program, sizes: run }) => program.flops({ ...run, U: N * T }));
  const flops = Array.from({ length: MINIBATCHES }, (_, at) => {
    const { data } = planned;
    const train = data.splits.train;
    const columnsOf = data.captionLength;
    if (!train) return Number.NaN;
    const captions = train.captions.subarray(at * N * columnsOf, (at + 1) * N * columnsOf);
    const imageIdxs = train.imageIdxs.subarray(at * N, (at + 1) * N);
    const one = { ...data, splits: { train: { ...train, captions, imageIdxs, captionCount: N } } };
    return counted(backend, { ...planned, data: one }, ({ program, sizes: run }) => program.flops(run));
  });
  backend.destroy();
  const plannedFlops = flops.reduce((sum, one) => sum + one, 0) / flops.length;
  const time = async (name: string, training: typeof planned | typeof dense) => {
    context.say(`${name} N=${N}: CPU reference`);
    const expected = await referenceLoss(context, training);
    context.say(`${name} N=${N}`);
    return (await measureTraining(context.open, training, expected, patience[context.effort])).step;
  };
  const [fast, slow] = [await time('planned', planned), await time('dense', dense)];
  return [
    N,
    plannedFlops / 1e9,
    denseFlops / 1e9,
    1 - plannedFlops / denseFlops,
    fast,
    slow,
    1 - fast.median / slow.median,
  ];
}

export const plan: Section = {
  title: 'What the batch plan saves',
  how: 'The plan packs captions by length and multiplies each different word once. Planned: captions with Flickr8k’s lengths and words, operations counted from the plan of eight minibatches. Dense: N·T rows in the input product, the recurrent steps and the vocabulary layer, as a program without a plan computes them. Dense is timed as the same program on captions that are all T long, with words as different as the vocabulary allows, so its input product has at most V rows.',
  async run(context) {
    const tiny: Sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
    const narrow: Sizes = { ...standardSizes, D: 256, W: 128, H: 256 };
    const base = by(context, { tiny, quick: narrow, full: standardSizes });
    const rows: Cell[][] = [];
    const faults: string[] = [];
    for (const N of by(context, { tiny: [2], quick: [25], full: [25, 100] })) {
      try {
        rows.push(await measure(context, { ...base, N }));
      } catch (error) {
        faults.push(`N=${N}: ${messageOf(error)}`);
      }
    }
    const { N: _, ...others } = base;
    const notes = [
      `LSTM, ${sizesText(others)}. Operations are those of products and sums; the update rule has none counted.`,
    ];
    return { tables: [{ caption: 'Planned and dense', columns, rows }], plots: [], notes, faults };
  },
};
