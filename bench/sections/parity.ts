import { comparePairs, type Outcome } from '../../parity/run.ts';
import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { kernelOf, PLAIN } from '../../src/gpu/variants.ts';
import { type OpName, ops } from '../../src/ops/every_op.ts';
import { type Context, messageOf, type Section } from '../context.ts';
import type { Cell, Column } from '../results.ts';

const columns: readonly Column[] = [
  { label: 'kernel', unit: 'text' },
  { label: 'variant', unit: 'text' },
  { label: 'check', unit: 'text' },
  { label: 'cases', unit: 'count' },
  { label: 'maximum error, of the tolerance', unit: '%', meter: true },
];

async function outcomesOf(context: Context, name: OpName, variant: string): Promise<Outcome[]> {
  const backend = await context.open();
  try {
    const reference = context.openCpu('float64');
    if (!(backend instanceof WebGpuBackend)) return await comparePairs(name, reference, backend);
    backend.variants.choose({ [name]: variant });
    // A software adapter takes long to compile, above all what is written for GPUs.
    const { hardware = false } = kernelOf(ops[name]).variants?.[variant] ?? {};
    const inTurns = backend.adapter.software && (hardware || context.effort !== 'full');
    return await comparePairs(name, reference, backend, false, inTurns);
  } finally {
    backend.destroy();
  }
}

/** The variants of an op that are tried: in a quick run on a software adapter not those that are for GPUs alone. */
async function variantsOf(context: Context): Promise<(name: OpName) => readonly string[]> {
  const backend = await context.open();
  backend.destroy();
  if (!(backend instanceof WebGpuBackend)) return () => [PLAIN];
  const spare = context.effort !== 'full' && backend.adapter.software;
  return (name) => {
    const kernel = kernelOf(ops[name]);
    const offered = backend.variants.offered(kernel);
    return spare ? offered.filter((variant) => !kernel.variants?.[variant]?.hardware) : offered;
  };
}

export const parity: Section = {
  title: 'Parity of every variant',
  how: 'Every kernel in every variant that the device is offered (in a quick run on a software adapter, those that are not for GPUs alone) makes the calls of the test suite, at sizes of one, odd ones and some beyond a tile, and every element of every buffer that it writes is compared with the CPU reference in float64. Nothing is timed.',
  async run(context) {
    const rows: Cell[][] = [];
    const faults: string[] = [];
    const offered = await variantsOf(context);
    for (const name of Object.keys(ops) as OpName[]) {
      for (const variant of offered(name)) {
        context.say(`${name} ${variant}`);
        try {
          const outcomes = await outcomesOf(context, name, variant);
          const wrong = outcomes.filter((one) => one.faults.length > 0);
          faults.push(...wrong.map((one) => `${name}, variant ${variant}, ${one.name}: ${one.faults[0]}`));
          const worst = Math.max(...outcomes.map((one) => one.worst));
          rows.push([name, variant, wrong.length > 0 ? 'FAILED' : 'passed', outcomes.length, worst]);
        } catch (error) {
          faults.push(`${name}, variant ${variant}: ${messageOf(error)}`);
          rows.push([name, variant, 'FAILED', null, null]);
        }
      }
    }
    const passed = rows.filter(([, , check]) => check === 'passed').length;
    const notes = [`${passed} of ${rows.length} kernels and variants passed.`];
    return { tables: [{ caption: 'Kernels in their variants', columns, rows }], plots: [], notes, faults };
  },
};
