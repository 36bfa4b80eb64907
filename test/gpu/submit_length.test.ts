import { describe, expect, test } from 'vitest';
import { cut, GPU_LIMITS, SOFTWARE_LIMITS, SubmitLength } from '../../src/gpu/submit_length.ts';

const none = () => 0;

describe('the number of submits of a run', () => {
  test('is one where runs are short', () => {
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

  test('grows when two runs on end are long, not when one is', () => {
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

  test('is nothing for one piece, no calls, or no work', () => {
    expect(cut([3, 4], 1, (work) => work)).toEqual([[3, 4]]);
    expect(cut([], 5, none)).toEqual([[]]);
    expect(cut([1, 2, 3], 5, none)).toEqual([[1, 2, 3]]);
  });
});
