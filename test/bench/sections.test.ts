import { describe, expect, it, vi } from 'vitest';
import type { Context } from '../../bench/context.ts';
import { kernelCases } from '../../bench/kernel_cases.ts';
import { allSections } from '../../bench/page/sections.ts';
import { withRatios } from '../../bench/peers/merge.ts';
import { denseDataset, meanTargets, realisticDataset, standardSizes } from '../../bench/problems.ts';
import { lossFault } from '../../bench/sections/peers.ts';
import { runSection } from '../../bench/sections.ts';
import { bytesMoved } from '../../bench/traffic.ts';
import { counted, GROUP, measureTraining, referenceLoss } from '../../bench/training.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { TrainingError } from '../../src/errors.ts';
import type { Backend, Recorder } from '../../src/ops/backend.ts';
import { ops } from '../../src/ops/every_op.ts';
import type { Op } from '../../src/ops/op.ts';

const cpu = () => new CpuBackend({ precision: 'float32' });

/** A CPU backend whose tanh is a sigmoid. */
function faulty(): Backend {
  const backend = cpu();
  const record = backend.record.bind(backend);
  backend.record = (label) => {
    const recorder = record(label);
    const call: Recorder['call'] = (op, sizes, buffers, flags) =>
      recorder.call((op.name === 'tanh' ? ops.sigmoid : op) as typeof op, sizes, buffers, flags);
    return { call, finish: () => recorder.finish() };
  };
  return backend;
}

const context = (open: () => Backend): Context => ({
  effort: 'tiny',
  open: async () => open(),
  openCpu: (precision) => new CpuBackend({ precision }),
  copyRate: async () => undefined,
  say: () => {},
});

const trainingOf = (N: number) => ({
  cell: 'lstm' as const,
  sizes: { ...standardSizes, N },
  data: realisticDataset({ ...standardSizes, N }, N),
});

describe('kernels', () => {
  it('are reported and not timed if they are wrong', async () => {
    const { tables, faults } = await runSection('kernels', context(faulty));
    const rows = tables[0]?.rows ?? [];
    const wrong = rows.filter(([name]) => name === 'tanh');
    expect(wrong).toEqual([['tanh', 'Q=100', 'FAILED', expect.any(Number), null, null, null, null]]);
    expect(wrong[0]?.[3]).toBeGreaterThan(1);
    expect(rows.filter(([, , check]) => check === 'FAILED')).toHaveLength(1);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^tanh at Q=100: y\[0\]: expected -?[\d.]+, found/);
  });

  it('move the bytes stated in their records', () => {
    const { affine_forward, adam, lstm_step_forward, word_embedding_forward } = kernelCases({ effort: 'full' });
    const bytes = (op: Op, one: (typeof affine_forward)[0] | undefined) => (one ? bytesMoved(op, one) / 4 : 0);
    expect(bytes(ops.affine_forward, affine_forward[0])).toBe(3 * 512 ** 2 + 512);
    // Rows taken from a table count once each, with the list that names them.
    expect(bytes(ops.affine_forward, affine_forward[2])).toBe(132 * 256 + 256 * 2048 + 2048 + 132 + 132 * 2048);
    const Q = 1 << 22;
    expect(bytes(ops.adam, adam[0] as never)).toBe(1 + 4 * 2 * Q);
    const [N, H] = [25, 512];
    const step = N * 4 * H + N + H * 4 * H + N * 4 * H + 2 * (2 * N * H);
    expect(bytes(ops.lstm_step_forward, lstm_step_forward[0] as never)).toBe(step);
    expect(bytes(ops.word_embedding_forward, word_embedding_forward[0] as never)).toBe(288 + 2 * 288 * 256);
  });
});

describe('a training', () => {
  it('whose first loss is not the reference’s is not timed', async () => {
    const sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
    const training = { cell: 'rnn', sizes, data: realisticDataset(sizes, 8) } as const;
    const patience = { groups: [1, 1], budget: 0 } as const;
    const measure = (expected: number) => measureTraining(async () => cpu(), training, expected, patience);
    const expected = await referenceLoss(context(cpu), training);
    expect((await measure(expected)).firstLoss).toBeCloseTo(expected, 5);
    await expect(measure(1.001 * expected)).rejects.toThrow(TrainingError);
  });

  it('is warmed up before it is timed, for as long', async () => {
    const sizes = { N: 2, T: 3, D: 6, W: 5, H: 7, V: 20 };
    const training = { cell: 'rnn', sizes, data: realisticDataset(sizes, 8) } as const;
    const expected = await referenceLoss(context(cpu), training);
    // A clock that goes on when it is looked at: what is measured does not hang on the machine.
    let time = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => ++time);
    const measure = (load: number) =>
      measureTraining(async () => cpu(), training, expected, { groups: [1, 1], budget: 0, load });
    const [short, long] = [await measure(0), await measure(90)];
    vi.restoreAllMocks();
    expect(short.step.runs).toBe(1);
    expect(long.step.runs).toBeGreaterThan(5);
    for (const { javascript, step } of [short, long]) expect(javascript.runs).toBe(GROUP * step.runs);
  });

  it.each([
    ['steps', 2],
    ['plan', 1],
    ['js', 1],
    ['growth', 5],
    ['cpu', 4],
    ['goals', 3],
    ['parity', Object.keys(ops).length],
    ['budgets', 4],
    ['pictures', 8],
  ] as const)('section %s finds numbers in every cell', async (name, rows) => {
    const result = await runSection(name, { ...context(cpu), peers: ['fourgate', 'cpu'] }, allSections);
    expect(result.faults).toEqual([]);
    expect(result.tables[0]?.rows).toHaveLength(rows);
    for (const { columns, rows: cells } of result.tables) {
      for (const [row, at, cell] of cells.flatMap((row) => row.map((cell, at) => [row, at, cell] as const))) {
        const value = typeof cell === 'object' ? cell?.median : cell;
        const { label, unit } = columns[at] ?? {};
        // Only a device has a clock of its own.
        if (label === 'on the device' && unit === 'ms') expect(cell).toBeNull();
        // Only a page has tasks.
        else if (/task of the page/.test(String(row[0])) && label === 'takes') expect(cell).toBeNull();
        else if (typeof value !== 'string') expect(value).toBeTypeOf('number');
      }
    }
  });
});

describe('parity', () => {
  it('names the kernel, the case and the element that are wrong', async () => {
    const { tables, faults } = await runSection('parity', context(faulty));
    const failed = tables[0]?.rows.filter(([, , check]) => check === 'FAILED') ?? [];
    expect(failed.map(([name, variant]) => [name, variant])).toEqual([['tanh', 'plain']]);
    expect(faults[0]).toMatch(/^tanh, variant plain, Q=1: y\[0\]: expected -?[\d.]+, found/);
  });
});

describe('goals', () => {
  it('are not met by a software adapter', async () => {
    const { tables, notes } = await runSection('goals', context(cpu));
    const verdicts = tables.flatMap(({ rows }) => rows.map(([, , , , verdict]) => verdict));
    expect(new Set(verdicts)).toEqual(new Set(['no GPU']));
    expect(notes.at(-1)).toMatch(/A software adapter is no GPU/);
  });
});

it('a section that a host lacks is an error', async () => {
  await expect(runSection('budgets', context(cpu))).rejects.toThrow(/section: expected one of parity, .*found budgets/);
});

describe('problems', () => {
  it.each([
    [25, 0.35],
    [100, 0.4],
  ])('the plan of N=%d saves at least %d of the dense operations', (N, least) => {
    const { T } = standardSizes;
    const dense = { ...trainingOf(N), data: denseDataset({ ...standardSizes, N }, N) };
    const full = counted(cpu(), dense, ({ program, sizes }) => program.flops({ ...sizes, U: N * T }));
    const planned = counted(cpu(), trainingOf(N), ({ program, sizes }) => program.flops(sizes));
    expect(1 - planned / full).toBeGreaterThan(least);
    expect(1 - planned / full).toBeLessThan(0.6);
  });

  it('stretch captions with T, so that they fill the same share of it', () => {
    const share = (T: number) => meanTargets(realisticDataset({ ...standardSizes, T, D: 1 }, 400)) / T;
    expect(share(16)).toBeGreaterThan(0.65);
    expect(share(16)).toBeLessThan(0.8);
    expect(Math.abs(share(32) - share(16))).toBeLessThan(0.03);
    expect(Math.abs(share(4) - share(16))).toBeLessThan(0.05);
  });
});

describe('other libraries', () => {
  it('count only if they have the losses of the reference', () => {
    const measured = { peer: 'other', cold: 1, warm: [1], losses: [70.001, 60.2] };
    expect(lossFault(measured, [70, 60])).toBeUndefined();
    expect(lossFault(measured, [70.1, 60])).toMatch(/other: loss of step 1 is 70.001/);
    expect(lossFault({ ...measured, losses: [70] }, [70, 60])).toMatch(/step 2/);
  });

  it('are compared with Fourgate, even if each ran in its own page', () => {
    const time = (median: number) => ({ median, min: median, max: median, runs: 1 });
    const rows = [
      ['Other', time(30), 1, '', Number.NaN],
      ['Fourgate (WebGPU)', time(10), 1, '', 1],
    ];
    expect(withRatios(rows).map((row) => row.at(-1))).toEqual([3, 1]);
  });
});
