import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { type Measurement, measureShape, shareOfBest, thorough } from '../../src/gpu/tuning/measure.ts';
import { type Shape, shapesOf } from '../../src/gpu/tuning/shape.ts';
import { kernelOf } from '../../src/gpu/variants.ts';
import { ops } from '../../src/ops/every_op.ts';
import { by, type Context, messageOf, type Section } from '../context.ts';
import { digits } from '../format.ts';
import { loadTime } from '../load.ts';
import { dimsText, realisticDataset, type Sizes, sizesText, standardSizes } from '../problems.ts';
import { productShape } from '../product_shape.ts';
import type { Cell, Column } from '../results.ts';
import { makeTrainer } from '../training.ts';

const columns: readonly Column[] = [
  { label: 'kernel', unit: 'text' },
  { label: 'sizes', unit: 'text' },
  { label: 'calls a step', unit: 'count' },
  { label: 'chosen', unit: 'text' },
  { label: 'a call', unit: 'ms' },
  { label: '', unit: 'GFLOP/s' },
  { label: 'fastest', unit: 'text' },
  { label: 'of the fastest', unit: '%', meter: true },
];
const allColumns: readonly Column[] = [
  { label: 'kernel', unit: 'text' },
  { label: 'sizes', unit: 'text' },
  { label: 'variant', unit: 'text' },
  { label: 'a call', unit: 'ms' },
  { label: '', unit: 'GFLOP/s' },
];

/** Steps of the recurrence differ in their rows only: the fullest stands for all. */
function merged(shapes: readonly Shape[]): Shape[] {
  const kinds = new Map<string, Shape>();
  for (const shape of shapes) {
    const { rows, next_rows, carry_rows, ...rest } = shape.sizes;
    const kind = [shape.op.name, ...shape.op.dims.map((dim) => rest[dim]), ...shape.without].join();
    const known = kinds.get(kind);
    if (!known) kinds.set(kind, shape);
    else {
      const fuller = (shape.sizes.next_rows ?? rows ?? 0) > (known.sizes.next_rows ?? known.sizes.rows ?? 0);
      kinds.set(kind, { ...(fuller ? shape : known), calls: known.calls + shape.calls });
    }
  }
  return [...kinds.values()];
}

/** Square products, which other programs are measured with as well: one for a software adapter, all up to 4096³ for a GPU. */
function squares(context: Context, { adapter }: WebGpuBackend): Shape[] {
  const all = by(context, { tiny: [9], quick: [512, 2048], full: [512, 1024, 2048, 4096] });
  const products = [ops.affine_forward, ops.affine_backward_input, ops.affine_backward_weight];
  const chosen = adapter.software
    ? [{ op: ops.affine_forward, sides: all.slice(0, 1) }]
    : products.map((op) => ({ op, sides: all }));
  return chosen.flatMap(({ op, sides }) => sides.map((side) => productShape(op, { M: side, K: side, N: side })));
}

const sizesOf = ({ op, sizes }: Pick<Measurement, 'op' | 'sizes'>): string => {
  const { dims } = Object.values(ops).find(({ name }) => name === op) ?? { dims: [] };
  return dimsText({ dims }, sizes);
};

function rowOf(measurement: Measurement): Cell[] {
  const { op, calls, chosen, times } = measurement;
  const [fastest] = times;
  const used = times.find(({ variant }) => variant === chosen);
  const share = fastest && used ? fastest.milliseconds / used.milliseconds : null;
  return [
    op,
    sizesOf(measurement),
    calls,
    chosen,
    used?.milliseconds ?? null,
    used?.gflops ?? null,
    fastest?.variant ?? '–',
    share,
  ];
}

export const gemm: Section = {
  title: 'Variants of the kernels',
  how: 'Kernels with a matrix product in them, and some that reduce rows, come in several variants, of which a few are timed once for an adapter. Here all of them (in a quick run on a software adapter, those that are not for GPUs alone) are timed at the shapes of an LSTM training step and as square products (of 512 on a software adapter, up to 4096 on a GPU that has been under load for two seconds), each first compared with the plain variant, which the section above holds against the CPU. Variants take turns, and of each the shortest time counts.',
  async run(context: Context) {
    const backend = await context.open();
    const tiny: Sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
    const sizes = by(context, { tiny, quick: standardSizes, full: standardSizes });
    const effort = by(context, {
      tiny: { ...thorough, target: 1, rounds: 1, hopeless: 2 },
      quick: { ...thorough, target: 30, rounds: 2, hopeless: 2 },
      full: thorough,
    });
    // Compiling what only a GPU is fast at takes a software adapter minutes.
    const candidates = ({ variants, adapter }: WebGpuBackend, { op, sizes }: Shape) =>
      context.effort === 'full'
        ? variants.offered(kernelOf(op))
        : variants.worthTiming(kernelOf(op), adapter.software, sizes);
    const faults: string[] = [];
    const found: Measurement[] = [];
    let steps = 0;
    if (backend instanceof WebGpuBackend) {
      const trainer = makeTrainer(backend, { cell: 'lstm', sizes, data: realisticDataset(sizes, sizes.N) });
      const shapes = merged(shapesOf(trainer.program.program, trainer.program.sizes));
      steps = shapes.length;
      for (const shape of [...shapes, ...squares(context, backend)]) {
        const name = `${shape.op.name} ${sizesOf({ op: shape.op.name, sizes: shape.sizes })}`;
        context.say(name);
        try {
          const loaded = { ...effort, load: loadTime(backend) };
          found.push(await measureShape(backend, shape, loaded, candidates(backend, shape)));
        } catch (error) {
          faults.push(`${name}: ${messageOf(error)}`);
        }
      }
    }
    backend.destroy();
    for (const { op, dropped } of found) {
      faults.push(...dropped.map(({ variant, reason }) => `${op}, variant ${variant}: ${reason}`));
    }
    const share = shareOfBest(found.slice(0, steps));
    const all = found.flatMap((one) =>
      one.times.map(({ variant, milliseconds, gflops }): Cell[] => [
        one.op,
        sizesOf(one),
        variant,
        milliseconds,
        gflops,
      ]),
    );
    return {
      tables: [
        { caption: 'The chosen variant and the fastest', columns, rows: found.map(rowOf) },
        { caption: 'Every variant', columns: allColumns, rows: all },
      ],
      plots: [],
      notes: [
        `LSTM, ${sizesText(sizes)}. Over all calls of the step the chosen variants reach ${digits(100 * share)} % of the fastest ones’ speed.`,
        'Steps of the recurrence differ in their rows; the fullest is timed. 0 calls a step: timed for comparison.',
      ],
      faults,
    };
  },
};
