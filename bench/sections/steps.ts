import type { CellType } from '../../src/options/model_options.ts';
import { by, type Context, messageOf, type Section } from '../context.ts';
import { loadTime } from '../load.ts';
import { largeSizes, meanTargets, realisticDataset, type Sizes, sizesText, standardSizes } from '../problems.ts';
import type { Cell, Column } from '../results.ts';
import { mapTiming } from '../statistics.ts';
import { measureOnDevice, type Patience } from '../training.ts';

const columns: readonly Column[] = [
  { label: 'cell', unit: 'text' },
  { label: 'sizes', unit: 'text' },
  { label: 'a step', unit: 'ms' },
  { label: 'captions', unit: 'a second' },
  { label: 'words', unit: 'a second' },
  { label: 'on the device', unit: 'ms' },
  { label: 'JavaScript', unit: 'ms' },
  { label: 'first step, cold', unit: 'ms' },
  { label: 'rate', unit: 'GFLOP/s' },
  { label: 'dispatches', unit: 'count' },
  { label: 'memory', unit: 'MB' },
];

const patience: Readonly<Record<Context['effort'], Patience>> = {
  tiny: { groups: [1, 1], budget: 0 },
  quick: { groups: [2, 6], budget: 6000 },
  full: { groups: [3, 15], budget: 15_000 },
};

async function trainings(context: Context): Promise<[CellType, Sizes][]> {
  const tiny: Sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
  const small: Sizes = { ...standardSizes, W: 128, H: 128 };
  const sizes = by(context, {
    tiny: [tiny],
    quick: [small, standardSizes],
    full: [small, { ...small, N: 100 }, { ...standardSizes, N: 1 }, standardSizes, { ...standardSizes, N: 100 }],
  });
  const backend = await context.open();
  if (context.effort === 'full' && loadTime(backend) > 0) sizes.push(largeSizes);
  backend.destroy();
  return (['rnn', 'lstm'] as const).flatMap((cell) => sizes.map((one): [CellType, Sizes] => [cell, one]));
}

export const steps: Section = {
  title: 'The training step',
  how: 'Loss, gradients and Adam on minibatches whose captions have Flickr8k’s lengths and share of repeated words, through the public trainer, which keeps three steps in flight. The first loss must be that of the CPU reference in float64, or nothing is timed. A time is the mean over three steps in a row; the first steps are left out, of a GPU those of two seconds, in which it reaches its clock. Time on the device is between the timestamps at both ends of a step, over three more steps, where the device has them; browsers round them, Chrome to 0.1 ms. JavaScript is the time a step that the page’s own thread is busy meanwhile. The cold time runs from opening the device to the first loss, shader compilers and uploads included; the variants of the kernels were chosen before.',
  async run(context) {
    const rows: Cell[][] = [];
    const faults: string[] = [];
    for (const [cell, sizes] of await trainings(context)) {
      const data = realisticDataset(sizes, 8 * sizes.N);
      const training = { cell, sizes, data };
      try {
        const found = await measureOnDevice(context, training, patience[context.effort]);
        const perSecond = (amount: number) => mapTiming(found.step, (ms) => (1000 * amount) / ms);
        rows.push([
          cell,
          sizesText(sizes),
          found.step,
          perSecond(sizes.N),
          perSecond(sizes.N * meanTargets(data)),
          found.onDevice ?? null,
          found.javascript,
          found.cold,
          found.flops / (found.step.median * 1e6),
          found.dispatches,
          found.bytes / 1e6,
        ]);
      } catch (error) {
        faults.push(`${cell} ${sizesText(sizes)}: ${messageOf(error)}`);
      }
    }
    const notes = ['Words are the targets that count: those of the captions and <END>.'];
    return { tables: [{ caption: 'One training step', columns, rows }], plots: [], notes, faults };
  },
};
