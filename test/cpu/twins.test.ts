import { describe, expect, test } from 'vitest';
import { twins } from '../../src/cpu/twins.ts';
import { ops } from '../../src/ops/every_op.ts';
import { PARTIALS } from '../../src/ops/square_sum.ts';
import { Random } from '../../src/random.ts';
import { relativeError } from '../support/gradients.ts';
import { runOp } from '../support/run_op.ts';

// What the layers do not reach: offsets, lists of words, chunks, sampling, the global norm.

const random = new Random(5);
const floats = (count: number) => Float64Array.from({ length: count }, () => random.normal());

test('every op has its own twin under its own name', () => {
  expect(Object.keys(twins).sort()).toEqual(Object.keys(ops).sort());
  for (const [name, op] of Object.entries(ops)) expect(op.name).toBe(name);
  expect(new Set(Object.values(twins)).size).toBe(Object.keys(ops).length);
});

test('word_embedding_backward sums the listed rows into the named words and leaves the others', async () => {
  const dx = Float64Array.of(1, 2, 10, 20, 100, 200);
  const lists = { starts: Uint32Array.of(0, 2, 3), rows: Uint32Array.of(0, 2, 1), words: Uint32Array.of(3, 0) };
  const sizes = { U: 2, W: 2 };
  const named = await runOp(ops.word_embedding_backward, sizes, {
    dx,
    ...lists,
    dw_embed: new Float64Array(8).fill(-1),
  });
  expect([...(named.dw_embed ?? [])]).toEqual([10, 20, -1, -1, -1, -1, 101, 202]);
  const { words, ...inOrder } = lists;
  const listed = await runOp(ops.word_embedding_backward, sizes, { dx, ...inOrder, dw_embed: new Float64Array(4) });
  expect([...(listed.dw_embed ?? [])], `without ${words}`).toEqual([101, 202, 10, 20]);
});

test('argmax breaks ties by the lower index and writes from its offset on', async () => {
  const x = Float64Array.of(1, 3, 3, -5, -7, -6);
  const { index } = await runOp(ops.argmax, { M: 2, V: 3, out: 1 }, { x, index: new Uint32Array(4).fill(9) });
  expect([...(index ?? [])]).toEqual([9, 1, 0, 9]);
});

test('softmax_loss gives the same result in chunks as at once', async () => {
  const [M, V, scale] = [5, 3, 0.5];
  const [scores, row_loss] = [floats(M * V), new Float64Array(M).fill(7)];
  const labels = { targets: Uint32Array.of(0, 2, 1, 1, 2), mask: Uint32Array.of(1, 1, 0, 1, 1) };
  const whole = await runOp(ops.softmax_loss, { M, V, scale, smoothing: 0 }, { ...labels, scores, row_loss });
  for (const [first, end] of [
    [0, 2],
    [2, 5],
  ] as const) {
    const chunk = scores.slice(first * V, end * V);
    const part = await runOp(
      ops.softmax_loss,
      { M: end - first, V, scale, smoothing: 0, first },
      { ...labels, scores: chunk, row_loss },
    );
    expect(part.scores).toEqual(whole.scores?.slice(first * V, end * V));
    expect(part.row_loss?.slice(first, end)).toEqual(whole.row_loss?.slice(first, end));
    expect([...(part.row_loss ?? [])].filter((value) => value === 7)).toHaveLength(M - (end - first));
  }
});

test('add_scaled adds a multiple, and stops at Q', async () => {
  const vectors = { x: Float64Array.of(1, 2.5, 7), y: Float64Array.of(10, 20, 30) };
  const { y } = await runOp(ops.add_scaled, { Q: 2, scale: -2 }, vectors);
  expect([...(y ?? [])]).toEqual([8, 15, 30]);
});

test('clamp keeps numbers within bounds, NaN as it is, and stops at Q', async () => {
  const x = Float64Array.of(-3, 1.5, -0.5, Number.POSITIVE_INFINITY, Number.NaN, 9);
  const { x: kept } = await runOp(ops.clamp, { Q: 5, greatest: 1.5 }, { x });
  expect([...(kept ?? [])]).toEqual([-1.5, 1.5, -0.5, 1.5, Number.NaN, 9]);
});

test('fill stops at Q', async () => {
  const { x } = await runOp(ops.fill, { Q: 3, value: 2.5 }, { x: new Float64Array(5) });
  expect([...(x ?? [])]).toEqual([2.5, 2.5, 2.5, 0, 0]);
});

test('sigmoid keeps the tail that e^x would overflow on', async () => {
  const { y } = await runOp(ops.sigmoid, { Q: 3 }, { x: Float64Array.of(-720, -30, 1e30), y: new Float64Array(3) });
  expect([...(y ?? [])]).toEqual([Math.exp(-720), Math.exp(-30) / (1 + Math.exp(-30)), 1]);
});

test('tanh at both ends', async () => {
  const { y } = await runOp(ops.tanh, { Q: 4 }, { x: Float64Array.of(-1e30, 100, 0.5, 0), y: new Float64Array(4) });
  expect([...(y ?? [])]).toEqual([-1, 1, Math.tanh(0.5), 0]);
});

describe('global norm', () => {
  const norm = async (partials: Float64Array, loss: number, halted: number) => {
    const arrays = { partials, loss: Float64Array.of(loss), norm: new Float64Array(1), halted: Uint32Array.of(halted) };
    const result = await runOp(ops.global_norm, { R: 1 }, arrays);
    return [result.norm?.[0], result.halted?.[0]];
  };

  test.each([1, 255, 256, 257, 511, 512, 513, 1000])('of %d numbers', async (Q) => {
    const x = floats(Q);
    const { partials } = await runOp(
      ops.square_sum,
      { Q },
      { x, partials: new Float64Array(PARTIALS).fill(Number.NaN) },
    );
    const [found] = await norm(partials as Float64Array, 1, 0);
    expect(relativeError([found ?? Number.NaN], [Math.hypot(...x)])).toBeLessThan(1e-12);
  });

  test.each([
    { what: 'all is well', partial: 4, loss: 1, halted: 0, after: 0 },
    { what: 'the loss is NaN', partial: 4, loss: Number.NaN, halted: 0, after: 1 },
    { what: 'the loss is infinite', partial: 4, loss: Number.POSITIVE_INFINITY, halted: 0, after: 1 },
    { what: 'a gradient is NaN', partial: Number.NaN, loss: 1, halted: 0, after: 1 },
    { what: 'a gradient is infinite', partial: Number.POSITIVE_INFINITY, loss: 1, halted: 0, after: 1 },
    { what: 'it was halted before', partial: 4, loss: 1, halted: 1, after: 1 },
  ])('halted is $after when $what', async ({ partial, loss, halted, after }) => {
    const partials = new Float64Array(PARTIALS);
    partials[17] = partial;
    expect((await norm(partials, loss, halted))[1]).toBe(after);
  });
});
