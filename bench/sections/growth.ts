import { by, type Context, messageOf, type Section } from '../context.ts';
import { realisticDataset, type Sizes, sizesText } from '../problems.ts';
import type { Cell, Column, Plot } from '../results.ts';
import { logSlope } from '../statistics.ts';
import { type MeasuredTraining, measureTraining, type Patience, referenceLoss } from '../training.ts';

/** What grows: a letter of the design, or the captions of the data set. */
type Axis = 'N' | 'T' | 'H' | 'V' | 'captions';

const names: Readonly<Record<Axis, string>> = {
  N: 'captions a minibatch, N',
  T: 'time steps, T',
  H: 'hidden units, H',
  V: 'vocabulary, V',
  captions: 'captions in the data set',
};

const columns: readonly Column[] = [
  { label: 'what grows', unit: 'text' },
  { label: 'to', unit: 'count' },
  { label: 'a step', unit: 'ms' },
  { label: 'operations', unit: 'GFLOP' },
  { label: 'dispatches', unit: 'count' },
];
const slopeColumns: readonly Column[] = [
  { label: 'what grows', unit: 'text' },
  { label: 'slope of the time', unit: 'number' },
  { label: 'slope of the operations', unit: 'number' },
];

const patience: Readonly<Record<Context['effort'], Patience>> = {
  tiny: { groups: [1, 1], budget: 0 },
  quick: { groups: [2, 4], budget: 800 },
  full: { groups: [3, 10], budget: 5000 },
};

const axes = (context: Context): Readonly<Record<Axis, readonly number[]>> =>
  by(context, {
    tiny: { N: [1, 2], T: [2, 3], H: [4, 8], V: [10, 20], captions: [4, 8] },
    quick: { N: [8, 32], T: [8, 32], H: [32, 128], V: [500, 2000], captions: [100, 2000] },
    full: {
      N: [8, 16, 32, 64, 128],
      T: [4, 8, 16, 32],
      H: [32, 64, 128, 256],
      V: [500, 1000, 2000, 4000, 8000],
      captions: [100, 1000, 10_000],
    },
  });

export const growth: Section = {
  title: 'How the cost grows',
  how: 'One size grows, the others stay. The slope is that of the least-squares line through (log size, log time): 1 means that twice the size takes twice the time, 0 that size does not matter. Captions fill the same share of N·T at every T. Each size is held against the CPU reference first.',
  async run(context) {
    const tiny: Sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
    const usual: Sizes = { N: 25, T: 16, D: 64, W: 64, H: 64, V: 1000 };
    const base = by(context, { tiny, quick: usual, full: { ...usual, H: 128 } });
    const rows: Cell[][] = [];
    const slopes: Cell[][] = [];
    const plots: Plot[] = [];
    const faults: string[] = [];
    for (const [axis, values] of Object.entries(axes(context)) as [Axis, readonly number[]][]) {
      const found: { readonly value: number; readonly measured: MeasuredTraining }[] = [];
      for (const value of values) {
        context.say(`${names[axis]} = ${value}`);
        const sizes = axis === 'captions' ? base : { ...base, [axis]: value };
        const data = realisticDataset(sizes, axis === 'captions' ? value : 4 * sizes.N);
        const training = { cell: 'lstm', sizes, data } as const;
        try {
          const expected = await referenceLoss(context, training);
          found.push({
            value,
            measured: await measureTraining(context.open, training, expected, patience[context.effort]),
          });
        } catch (error) {
          faults.push(`${names[axis]} = ${value}: ${messageOf(error)}`);
        }
      }
      const sizes = found.map(({ value }) => value);
      const times = found.map(({ measured }) => measured.step.median);
      const flops = found.map(({ measured }) => measured.flops);
      for (const { value, measured } of found) {
        rows.push([names[axis], value, measured.step, measured.flops / 1e9, measured.dispatches]);
      }
      slopes.push([names[axis], logSlope(sizes, times), logSlope(sizes, flops)]);
      plots.push({
        title: `Over ${names[axis]}`,
        x: { label: names[axis], values: sizes },
        y: 'ms a step',
        logarithmic: true,
        lines: [{ label: 'ms a step', values: times }],
      });
    }
    const tables = [
      { caption: 'Slopes, log-log', columns: slopeColumns, rows: slopes },
      { caption: 'Each size', columns, rows },
    ];
    return { tables, plots, notes: [`LSTM; what does not grow is ${sizesText(base)}.`], faults };
  },
};
