import { describe, expect, test } from 'vitest';
import { cases } from '../../parity/cases.ts';
import { casesOf } from '../../parity/run.ts';
import { twins } from '../../src/cpu/twins.ts';
import { kernels } from '../../src/gpu/kernels/every_kernel.ts';
import { type OpName, ops } from '../../src/ops/every_op.ts';
import type { Op } from '../../src/ops/op.ts';

describe.each(Object.entries(ops) as [OpName, Op][])('%s', (name, op) => {
  test('has one name, a CPU twin and a kernel', () => {
    expect(op.name).toBe(name);
    expect(twins[name]).toBeTypeOf('function');
    expect(kernels[name].op).toBe(op);
  });

  test('is compared with and without every optional buffer and flag, and with every offset', () => {
    const list = casesOf(name);
    expect(list.length).toBeGreaterThan(0);
    for (const buffer of op.optional) {
      expect(list.some(({ without }) => without?.includes(buffer))).toBe(true);
      expect(list.some(({ without }) => !without?.includes(buffer))).toBe(true);
    }
    for (const flag of op.flags) {
      expect(list.some(({ flags }) => flags?.includes(flag))).toBe(true);
      expect(list.some(({ flags }) => !flags?.includes(flag))).toBe(true);
    }
    for (const offset of op.offsets) {
      expect(list.some(({ sizes }) => ((sizes as Record<string, number>)[offset] ?? 0) > 0)).toBe(true);
    }
  });

  test('is compared at a size of 1, and at one that no tile divides', () => {
    const sizes = casesOf(name).map((one) => op.dims.map((dim) => (one.sizes as Record<string, number>)[dim] ?? 0));
    expect(sizes.some((dims) => dims.every((size) => size <= 1))).toBe(true);
    if (name !== 'global_norm')
      expect(sizes.some((dims) => dims.some((size) => size > 64 && size % 2 === 1))).toBe(true);
  });
});

test('only ops have kernels, twins or cases', () => {
  const names = Object.keys(ops).sort();
  for (const registry of [kernels, twins, cases]) expect(Object.keys(registry).sort()).toEqual(names);
});
