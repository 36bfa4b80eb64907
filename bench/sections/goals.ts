import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { measureShape, thorough } from '../../src/gpu/tuning/measure.ts';
import { flopsOf } from '../../src/gpu/tuning/shape.ts';
import { kernelOf } from '../../src/gpu/variants.ts';
import { by, type Context, messageOf, type Section } from '../context.ts';
import { type CallGoal, callGoals, IDLE, JAVASCRIPT, type StepGoal, stepGoals } from '../goals.ts';
import { load, loadTime } from '../load.ts';
import { dimsText, realisticDataset, type Sizes, sizesText } from '../problems.ts';
import type { Cell, Column, Table, Unit } from '../results.ts';
import { mapTiming, type Timing } from '../statistics.ts';
import { emptySubmit, timeCall } from '../time_call.ts';
import { measureOnDevice, type Patience } from '../training.ts';

const columnsFor = (unit: Unit, last: readonly Column[]): readonly Column[] => [
  { label: 'what', unit: 'text' },
  { label: 'sizes', unit: 'text' },
  { label: 'goal', unit },
  { label: 'found', unit },
  { label: 'goal reached', unit: 'text' },
  ...last,
];

const patience: Readonly<Record<Context['effort'], Patience>> = {
  tiny: { groups: [1, 1], budget: 0 },
  quick: { groups: [1, 2], budget: 3000 },
  full: { groups: [3, 15], budget: 15_000 },
};

/** What a section finds bit by bit. */
interface Findings {
  readonly steps: Cell[][];
  readonly shares: Cell[][];
  readonly rates: Cell[][];
  readonly times: Cell[][];
  readonly faults: string[];
}

/** Whether a goal is reached: it was set for a GPU, and nothing else can reach it. */
type Judge = (reached: boolean) => string;

async function measureStep(context: Context, goal: StepGoal, judge: Judge, found: Findings) {
  const { cell, sizes, milliseconds } = goal;
  const tiny: Sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
  const size = context.effort === 'tiny' ? tiny : sizes;
  const training = { cell, sizes: size, data: realisticDataset(size, 8 * size.N) };
  const measured = await measureOnDevice(context, training, patience[context.effort]);
  const { step, onDevice, javascript } = measured;
  const name = `${cell} training step`;
  found.steps.push([
    name,
    sizesText(size),
    milliseconds,
    step,
    judge(step.median <= milliseconds),
    onDevice ?? null,
    step.min,
  ]);
  if (goal !== stepGoals[0]) return;
  const script = javascript.median / step.median;
  found.steps.push([
    `${name}: JavaScript`,
    sizesText(size),
    JAVASCRIPT,
    javascript,
    judge(javascript.median <= JAVASCRIPT),
    null,
    javascript.min,
  ]);
  if (!onDevice) return;
  const idle = Math.max(0, 1 - onDevice.median / step.median);
  found.shares.push([`${name}: device idle`, sizesText(size), IDLE, idle, judge(idle <= IDLE), script]);
}

async function measureCall(context: Context, backend: WebGpuBackend, goal: CallGoal, judge: Judge, found: Findings) {
  const { shape, gflops: rate, microseconds } = goal;
  const { op } = shape;
  const sizes = dimsText(op, shape.sizes);
  context.say(`${op.name} ${sizes}`);
  const { variants, adapter } = backend;
  const candidates = adapter.software
    ? variants.worthTiming(kernelOf(op), true, shape.sizes)
    : variants.offered(kernelOf(op));
  const effort = adapter.software
    ? { ...thorough, target: 1, rounds: 1, hopeless: 2 }
    : { ...thorough, load: loadTime(backend) };
  const { times, dropped, chosen } = await measureShape(backend, shape, effort, candidates);
  found.faults.push(...dropped.map(({ variant, reason }) => `${op.name}, variant ${variant}: ${reason}`));
  const [fastest] = times;
  if (!fastest || dropped.some(({ variant }) => variant === chosen)) return;
  await load(context, backend);
  const empty = await emptySubmit(backend);
  const runs = by(context, { tiny: 1, quick: 3, full: 15 });
  const one = { sizes: shape.sizes, without: shape.without };
  const time = await timeCall(backend, op, one, { target: adapter.software ? 1 : 100, runs, empty });
  const cells = (values: Timing, best: number, reached: boolean): Cell[] => [
    op.name,
    sizes,
    rate ?? microseconds ?? null,
    values,
    judge(reached),
    chosen,
    fastest.variant,
    best,
  ];
  if (rate !== undefined) {
    const rates = mapTiming(time, (ms) => flopsOf(shape) / (ms * 1e6));
    found.rates.push(cells(rates, fastest.gflops, rates.median >= rate));
  } else if (microseconds !== undefined) {
    const micro = mapTiming(time, (ms) => 1000 * ms);
    found.times.push(cells(micro, 1000 * fastest.milliseconds, micro.median <= microseconds));
  }
}

const variantColumns = (unit: Unit): readonly Column[] => [
  { label: 'chosen', unit: 'text' },
  { label: 'fastest', unit: 'text' },
  { label: 'its best', unit },
];

function tablesOf({ steps, shares, rates, times }: Findings): Table[] {
  return [
    {
      caption: 'Training steps',
      columns: columnsFor('ms', [
        { label: 'on the device', unit: 'ms' },
        { label: 'shortest', unit: 'ms' },
      ]),
      rows: steps,
    },
    {
      caption: 'Shares of a training step',
      columns: columnsFor('%', [{ label: 'JavaScript', unit: '%' }]),
      rows: shares,
    },
    { caption: 'Products', columns: columnsFor('GFLOP/s', variantColumns('GFLOP/s')), rows: rates },
    { caption: 'Time steps', columns: columnsFor('µs', variantColumns('µs')), rows: times },
  ];
}

export const goals: Section = {
  title: 'Goals on a large GPU',
  how: 'What an NVIDIA H200 or H100 is to reach, beside what this adapter does: training steps with three in flight as in the section on steps, the products of the largest of them and of 2048³, and one time step of the LSTM with 25 captions. A GPU is under load for two seconds before anything is timed. The variants that the tuner chose are timed; the fastest of all is named beside them. First losses are compared with the CPU reference, variants with the plain one.',
  async run(context) {
    const found: Findings = { steps: [], shares: [], rates: [], times: [], faults: [] };
    const backend = await context.open();
    const software = !(backend instanceof WebGpuBackend) || backend.adapter.software;
    const judge: Judge = (reached) => (software ? 'no GPU' : reached ? 'yes' : 'no');
    const attempt = async (name: string, work: () => Promise<void>) => {
      try {
        await work();
      } catch (error) {
        found.faults.push(`${name}: ${messageOf(error)}`);
      }
    };
    if (backend instanceof WebGpuBackend) {
      // Emulated, the great ones take minutes.
      const most = by(context, { tiny: 1e6, quick: software ? 2e9 : Infinity, full: Infinity });
      const calls = callGoals.filter(({ shape }) => flopsOf(shape) <= most || context.effort !== 'quick');
      for (const goal of context.effort === 'tiny' ? [] : calls) {
        await attempt(goal.shape.op.name, () => measureCall(context, backend, goal, judge, found));
      }
    }
    backend.destroy();
    const affordable = stepGoals.filter(({ sizes }) => !software || context.effort === 'full' || sizes.N <= 25);
    for (const goal of affordable) {
      await attempt(`${goal.cell} ${sizesText(goal.sizes)}`, () => measureStep(context, goal, judge, found));
    }
    const notes = ['Found: median and spread. “on the device” is between the timestamps at both ends of a step.'];
    if (software) notes.push('A software adapter is no GPU: nothing here says what a GPU would reach.');
    return { tables: tablesOf(found), plots: [], notes, faults: found.faults };
  },
};
