import { by, type Context, messageOf, type Section } from '../context.ts';
import { digits } from '../format.ts';
import { realisticDataset, type Sizes, sizesText } from '../problems.ts';
import type { Cell, Column, Plot } from '../results.ts';
import { crossing } from '../statistics.ts';
import { measureTraining, type Patience, referenceLoss } from '../training.ts';

type Axis = 'N' | 'H';

/** One size on both backends. */
interface Pair {
  readonly axis: Axis;
  readonly value: number;
  readonly speedUp: number;
  readonly row: readonly Cell[];
}

const columns: readonly Column[] = [
  { label: 'sizes', unit: 'text' },
  { label: 'CPU backend', unit: 'ms' },
  { label: 'WebGPU', unit: 'ms' },
  { label: 'speed-up', unit: '×' },
];

const patience: Readonly<Record<Context['effort'], { readonly gpu: Patience; readonly cpu: Patience }>> = {
  tiny: { gpu: { groups: [1, 1], budget: 0 }, cpu: { groups: [1, 1], budget: 0 } },
  quick: { gpu: { groups: [2, 4], budget: 1500 }, cpu: { groups: [1, 3], budget: 1000 } },
  full: { gpu: { groups: [3, 10], budget: 5000 }, cpu: { groups: [1, 4], budget: 5000 } },
};

async function measure(context: Context, base: Sizes, axis: Axis, value: number): Promise<Pair> {
  const sizes: Sizes = { ...base, [axis]: value };
  context.say(sizesText(sizes));
  const training = { cell: 'lstm', sizes, data: realisticDataset(sizes, 4 * sizes.N) } as const;
  const expected = await referenceLoss(context, training);
  const { gpu: forGpu, cpu: forCpu } = patience[context.effort];
  const gpu = await measureTraining(context.open, training, expected, forGpu);
  const cpu = await measureTraining(async () => context.openCpu('float32'), training, expected, forCpu);
  const speedUp = cpu.step.median / gpu.step.median;
  return { axis, value, speedUp, row: [sizesText(sizes), cpu.step, gpu.step, speedUp] };
}

export const againstCpu: Section = {
  title: 'Against the CPU backend',
  how: 'The same LSTM training step on WebGPU and on Fourgate’s own CPU backend in float32: plain loops in JavaScript on one thread, written to be read. A speed-up above 1 means that the GPU wins.',
  async run(context) {
    const tiny: Sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
    const usual: Sizes = { N: 25, T: 16, D: 128, W: 128, H: 128, V: 1004 };
    const base = by(context, { tiny, quick: { ...usual, W: 64, H: 64 }, full: usual });
    const values: Readonly<Record<Axis, readonly number[]>> = {
      N: by(context, { tiny: [1, 2], quick: [1, 5, 25, 50], full: [1, 4, 16, 64, 256] }),
      H: by(context, { tiny: [4, 8], quick: [16, 64, 256], full: [16, 32, 64, 128, 256, 512] }),
    };
    const pairs: Pair[] = [];
    const faults: string[] = [];
    for (const axis of ['N', 'H'] as const) {
      for (const value of values[axis]) {
        try {
          pairs.push(await measure(context, base, axis, value));
        } catch (error) {
          faults.push(`${axis}=${value}: ${messageOf(error)}`);
        }
      }
    }
    const lineOver = (axis: Axis) => pairs.filter((pair) => pair.axis === axis);
    const plots = (['N', 'H'] as const).map((axis): Plot => {
      const line = lineOver(axis);
      return {
        title: `Speed-up over ${axis}`,
        x: {
          label: axis === 'N' ? 'captions a minibatch, N' : 'hidden units, H',
          values: line.map(({ value }) => value),
        },
        y: 'CPU time / WebGPU time',
        logarithmic: false,
        lines: [{ label: 'speed-up', values: line.map(({ speedUp }) => speedUp) }],
        level: 1,
      };
    });
    const notes = plots.map(({ x, lines }, at) => {
      const letter = at === 0 ? 'N' : 'H';
      const from = crossing(x.values, lines[0]?.values ?? [], 1);
      const others = sizesText(Object.fromEntries(Object.entries(base).filter(([name]) => name !== letter)));
      if (from === undefined) return `Over ${letter} (${others}) the GPU does not win at any size measured.`;
      return from === x.values[0]
        ? `Over ${letter} (${others}) the GPU wins at every size measured from ${letter}=${from} on.`
        : `Over ${letter} (${others}) the GPU starts to win near ${letter} = ${digits(from)}.`;
    });
    return {
      tables: [{ caption: 'One LSTM step on both backends', columns, rows: pairs.map(({ row }) => row) }],
      plots,
      notes,
      faults,
    };
  },
};
