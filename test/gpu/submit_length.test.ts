import { describe, expect, test } from 'vitest';
import { WebGpuBackend } from '../../src/gpu/backend.ts';
import { cut, GPU_LIMITS, SOFTWARE_LIMITS, SubmitLength, type SubmitLimits } from '../../src/gpu/submit_length.ts';
import { columnSum } from '../../src/ops/column_sum.ts';
import { FakeDevice } from './fake_device.ts';

const none = () => 0;

describe('the number of submits of a run', () => {
  test('is one if runs are short', () => {
    const length = new SubmitLength(GPU_LIMITS);
    for (const ms of [5000, 900, 1000, 3]) {
      expect(length.pieces(none)).toBe(1);
      length.measured(ms);
    }
    expect(length.pieces(none)).toBe(1);
  });

  test('follows the operations until runs are measured', () => {
    const length = new SubmitLength(GPU_LIMITS);
    expect(length.pieces(() => 60e9)).toBe(3);
    length.measured(40);
    length.measured(30);
    expect(length.pieces(() => 60e9)).toBe(1);
  });

  test('grows when two consecutive runs are long, not when one is', () => {
    const length = new SubmitLength(GPU_LIMITS);
    for (const ms of [20, 3_600_000, 20]) length.measured(ms);
    expect(length.pieces(none)).toBe(1);
    for (const ms of [1600, 1400]) length.measured(ms);
    expect(length.pieces(none)).toBe(6);
  });

  test('is one on a software adapter, however long', () => {
    const length = new SubmitLength(SOFTWARE_LIMITS);
    for (const ms of [9000, 9000, 9000]) length.measured(ms);
    expect(length.pieces(() => 1e15)).toBe(1);
  });
});

describe('cutting calls', () => {
  test('keeps their order and shares the work', () => {
    expect(cut([1, 1, 1, 1, 4, 4], 3, (work) => work)).toEqual([[1, 1, 1, 1], [4], [4]]);
    expect(cut([9, 1, 1], 4, (work) => work)).toEqual([[9], [1, 1]]);
  });

  test('does nothing for one piece, no calls, or no work', () => {
    expect(cut([3, 4], 1, (work) => work)).toEqual([[3, 4]]);
    expect(cut([], 5, none)).toEqual([[]]);
    expect(cut([1, 2, 3], 5, none)).toEqual([[1, 2, 3]]);
  });
});

/** How many of a program's 40 equal calls went into each submit of four runs, on a card that takes so long for a call. */
async function submitsOn(msACall: number, limits: SubmitLimits): Promise<number[][]> {
  const card = new FakeDevice();
  const backend = await WebGpuBackend.open(card.device, limits, () => card.dispatches * msACall);
  const [x, sum] = [backend.create('x', 100), backend.create('sum', 10)];
  const recorder = backend.record('sums');
  for (let call = 0; call < 40; call++) recorder.call(columnSum, { M: 10, N: 10 }, { x, sum });
  const program = recorder.finish();
  const runs: number[][] = [];
  for (let run = 0; run < 4; run++) {
    await program.run();
    runs.push(card.submits.splice(0));
  }
  return runs;
}

describe('the submits of a program', () => {
  test.each([1e-6, 0.1, 20])('are one per run on a card that takes %d ms for a call', async (msACall) => {
    expect(await submitsOn(msACall, GPU_LIMITS)).toEqual([[40], [40], [40], [40]]);
  });

  test.each([26, 100, 300])('are short enough once a card was measured to take %d ms for a call', async (msACall) => {
    const [first, second, ...later] = await submitsOn(msACall, GPU_LIMITS);
    expect([first, second]).toEqual([[40], [40]]);
    for (const submits of later) {
      expect(submits.reduce((sum, calls) => sum + calls, 0)).toBe(40);
      // A call is the least that can be submitted.
      for (const calls of submits) expect(calls * msACall).toBeLessThan(GPU_LIMITS.piece + msACall);
    }
  });

  test('follow the operations on an unknown card, however fast it is', async () => {
    const limits = { ...GPU_LIMITS, operations: 5 * columnSum.flops({ M: 10, N: 10 }) };
    const [first, ...later] = await submitsOn(1e-6, limits);
    expect(first).toEqual(Array(8).fill(5));
    expect(later).toEqual([Array(8).fill(5), [40], [40]]);
  });
});
