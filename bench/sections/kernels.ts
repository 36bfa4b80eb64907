import type { Case } from '../../parity/case.ts';
import { numbersOf } from '../../parity/inputs.ts';
import { compareOne } from '../../parity/run.ts';
import { longRounding } from '../../parity/tolerance.ts';
import type { Backend } from '../../src/ops/backend.ts';
import { type OpName, ops } from '../../src/ops/every_op.ts';
import type { Op } from '../../src/ops/op.ts';
import { by, type Context, type Section } from '../context.ts';
import { digits } from '../format.ts';
import { kernelCases } from '../kernel_cases.ts';
import { load } from '../load.ts';
import { dimsText, sizesText } from '../problems.ts';
import type { Cell, Column } from '../results.ts';
import { mapTiming, type Timing } from '../statistics.ts';
import { emptySubmit, timeCall } from '../time_call.ts';
import { bytesMoved } from '../traffic.ts';

/** One kernel at one size. */
interface Checked {
  readonly name: OpName;
  readonly one: Case;
  readonly sizes: string;
  /** Maximum error in units of the tolerance. */
  readonly error: number;
  readonly fault?: string;
  readonly flops: number;
  readonly bytes: number;
}

interface Measured extends Checked {
  readonly time?: Timing;
}

const columns: readonly Column[] = [
  { label: 'kernel', unit: 'text' },
  { label: 'sizes', unit: 'text' },
  { label: 'check', unit: 'text' },
  { label: 'error, of the tolerance', unit: '%' },
  { label: 'a call', unit: 'ms' },
  { label: '', unit: 'GFLOP/s' },
  { label: '', unit: 'GB/s' },
  { label: 'of the ceiling', unit: '%', meter: true },
];

async function check(context: Context, backend: Backend, name: OpName, one: Case): Promise<Checked> {
  const op: Op = ops[name];
  const sizes = dimsText(op, numbersOf(op, one.sizes));
  const { worst, faults } = await compareOne(name, one, 0, context.openCpu('float64'), backend, longRounding);
  const facts = {
    name,
    one,
    sizes,
    error: worst,
    flops: op.flops(numbersOf(op, one.sizes)),
    bytes: bytesMoved(op, one),
  };
  return faults.length > 0 ? { ...facts, fault: `${name} at ${sizes}: ${faults[0]}` } : facts;
}

/** Times what was found right, one call after the other: the reference's work in between would leave a GPU idle. */
async function timeAll(context: Context, backend: Backend, checked: readonly Checked[]): Promise<Measured[]> {
  const empty = await emptySubmit(backend);
  const target = Math.max(by(context, { tiny: 2, quick: 60, full: 120 }), 5 * empty);
  const runs = by(context, { tiny: 1, quick: 3, full: 7 });
  // At tiny sizes a call takes no time that could be told from an empty submit's, however many there are.
  const mostCalls = by(context, { tiny: 2, quick: undefined, full: undefined });
  await load(context, backend);
  const measured: Measured[] = [];
  for (const one of checked) {
    context.say(`${one.name} ${one.sizes}`);
    const time = one.fault
      ? undefined
      : await timeCall(backend, ops[one.name], one.one, { target, runs, empty, mostCalls });
    measured.push({ ...one, ...(time && { time }) });
  }
  return measured;
}

/** Rate at the time of one call: `work` in units of 10⁹. */
const rateOf = (work: number) => (milliseconds: number) => work / (milliseconds * 1e6);

export const kernels: Section = {
  title: 'Every kernel',
  how: 'Each kernel is first compared with its CPU twin in float64 at the very size that is timed, within a stated rounding error; a wrong one is not timed. Then, a GPU having been under load for two seconds, the call is recorded many times into one submit. GFLOP/s and GB/s follow from the op’s own record: the operations of its formula, and every number it must read or write counted once. The ceilings are the best matrix product and the best copy found on this adapter; a kernel’s share is that of the ceiling it is nearer to.',
  async run(context) {
    const backend = await context.open();
    const checked: Checked[] = [];
    const cases = kernelCases(context);
    for (const name of Object.keys(ops) as OpName[]) {
      for (const one of cases[name] as readonly Case[]) {
        context.say(`${name} ${sizesText(one.sizes as Record<string, number>)}: check`);
        checked.push(await check(context, backend, name, one));
      }
    }
    const measured = await timeAll(context, backend, checked);
    const empty = await emptySubmit(backend);
    backend.destroy();
    const copied = await context.copyRate();
    const best = (rates: readonly number[]) => Math.max(0, ...rates.filter(Number.isFinite));
    const gemm = best(
      measured.map(({ name, time, flops }) => (time && name.startsWith('affine') ? rateOf(flops)(time.median) : 0)),
    );
    const copy = best([copied ?? 0]);
    const rows = measured.map(({ name, sizes, error, fault, time, flops, bytes }): Cell[] => {
      if (fault || !time) return [name, sizes, 'FAILED', error, null, null, null, null];
      const shares = [rateOf(flops)(time.median) / gemm, copy > 0 ? rateOf(bytes)(time.median) / copy : 0];
      const compute = flops > 0 ? mapTiming(time, rateOf(flops)) : null;
      return [name, sizes, 'passed', error, time, compute, mapTiming(time, rateOf(bytes)), Math.max(...shares)];
    });
    const found = copied === undefined ? '' : ` and for copies ${digits(copied)} GB/s (read + written)`;
    return {
      tables: [{ caption: 'Kernels at the sizes of a training step', columns, rows }],
      plots: [],
      notes: [
        `Ceilings found here: for matrix products ${digits(gemm)} GFLOP/s${found}.`,
        `An empty submit takes ${digits(empty)} ms; it is taken off.`,
      ],
      faults: measured.flatMap(({ fault }) => fault ?? []),
    };
  },
};
