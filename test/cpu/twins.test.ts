import { describe, expect, test } from 'vitest';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { twins } from '../../src/cpu/registry.ts';
import type { Buffer, Size, Values } from '../../src/ops/backend.ts';
import type { BuffersOf, FlagsOf, Op, SizesOf } from '../../src/ops/op.ts';
import { ops } from '../../src/ops/registry.ts';
import { PARTIALS } from '../../src/ops/square_sum.ts';
import { Random } from '../../src/random.ts';
import { relativeError } from '../support/gradients.ts';

// What the layers do not reach: gathered rows, offsets, lists of words, sampling, the global norm. Products are held
// against the textbook's triple loop.

const random = new Random(5);
const floats = (count: number) => Float64Array.from({ length: count }, () => random.normal());

/** Runs one call on float64 arrays and returns them all as they are afterwards. */
async function run<O extends Op, N extends keyof BuffersOf<O, Values> & string>(
  op: O,
  sizes: SizesOf<O, Size>,
  arrays: BuffersOf<O, Values> & Readonly<Record<N, Values | undefined>>,
  flags: FlagsOf<O> = [],
): Promise<Record<string, Values>> {
  const backend = new CpuBackend({ precision: 'float64' });
  const buffers: Record<string, Buffer> = {};
  for (const [name, values] of Object.entries<Values | undefined>(arrays)) {
    if (!values) continue;
    buffers[name] = backend.create(name, values.length, values instanceof Uint32Array ? 'uint' : 'float');
    backend.write(buffers[name], values);
  }
  const recorder = backend.record(op.name);
  recorder.call(op, sizes, buffers as BuffersOf<O, Buffer>, flags);
  const results = await recorder.finish().run({}, Object.values(buffers));
  return Object.fromEntries(Object.keys(buffers).map((name, i) => [name, results[i] ?? new Float64Array()]));
}

/** out[i, j] = Σ_k left(i, k) · right(k, j). */
function product(I: number, K: number, J: number, left: (i: number, k: number) => number, right: typeof left) {
  const sum = (i: number, j: number) =>
    Array.from({ length: K }, (_, k) => left(i, k) * right(k, j)).reduce((a, b) => a + b, 0);
  return Float64Array.from({ length: I * J }, (_, at) => sum(Math.floor(at / J), at % J));
}

test('every op has its own twin under its own name', () => {
  expect(Object.keys(twins).sort()).toEqual(Object.keys(ops).sort());
  for (const [name, op] of Object.entries(ops)) expect(op.name).toBe(name);
  expect(new Set(Object.values(twins)).size).toBe(Object.keys(ops).length);
});

describe.each([
  { M: 1, K: 1, N: 1 },
  { M: 3, K: 7, N: 5 },
  { M: 6, K: 4, N: 9 },
])('products M=$M K=$K N=$N', ({ M, K, N }) => {
  const spare = 2;
  const [x, w, b, dy] = [floats((M + spare) * K), floats(K * N), floats(N), floats((M + spare) * N)];
  const at = (values: Float64Array, width: number) => (row: number, column: number) =>
    values[row * width + column] ?? Number.NaN;
  const rows = Uint32Array.from({ length: M }, (_, m) => (m * 3 + 1) % (M + spare));

  test('affine_forward with offsets writes its own rows only', async () => {
    const y = new Float64Array((M + spare) * N).fill(7);
    const result = await run(ops.affine_forward, { M, K, N, x_first: 2, y_first: 1 }, { x, w, b, y });
    const expected = product(M, K, N, (m, k) => at(x, K)(m + 2, k), at(w, N)).map(
      (value, i) => value + (b[i % N] ?? 0),
    );
    expect(relativeError(result.y?.subarray(N, (M + 1) * N) ?? [], expected)).toBeLessThan(1e-12);
    expect([...(result.y ?? [])].filter((value) => value === 7)).toHaveLength(spare * N);
  });

  test('affine_forward of gathered rows, no bias', async () => {
    const result = await run(ops.affine_forward, { M, K, N }, { x, w, rows, y: new Float64Array(M * N) });
    const expected = product(M, K, N, (m, k) => at(x, K)(rows[m] ?? 0, k), at(w, N));
    expect(relativeError(result.y ?? [], expected)).toBeLessThan(1e-12);
  });

  test('affine_backward_input, and scattered to rows', async () => {
    const expected = product(
      M,
      N,
      K,
      (m, n) => at(dy, N)(m + 1, n),
      (n, k) => at(w, N)(k, n),
    );
    const dx = new Float64Array((M + spare) * K).fill(7);
    const sizes = { M, K, N, dy_first: 1 };
    const moved = await run(ops.affine_backward_input, { ...sizes, dx_first: 2 }, { dy, w, dx });
    expect(relativeError(moved.dx?.subarray(2 * K) ?? [], expected)).toBeLessThan(1e-12);
    expect([...(moved.dx?.subarray(0, 2 * K) ?? [])]).toEqual(new Array(2 * K).fill(7));
    const scattered = await run(ops.affine_backward_input, sizes, { dy, w, rows, dx });
    for (const [m, row] of rows.entries()) {
      const found = scattered.dx?.subarray(row * K, (row + 1) * K) ?? [];
      expect(relativeError(found, expected.subarray(m * K, (m + 1) * K))).toBeLessThan(1e-12);
    }
  });

  test('affine_backward_weight, gathered and accumulated', async () => {
    const dw = floats(K * N);
    const sizes = { M, K, N, dy_first: 2 };
    const plain = await run(ops.affine_backward_weight, { ...sizes, x_first: 1 }, { x, dy, dw });
    const dyAt = (m: number, n: number) => at(dy, N)(m + 2, n);
    expect(
      relativeError(
        plain.dw ?? [],
        product(K, M, N, (k, m) => at(x, K)(m + 1, k), dyAt),
      ),
    ).toBeLessThan(1e-12);
    const added = await run(ops.affine_backward_weight, sizes, { x, dy, rows, dw }, ['accumulate']);
    const gathered = product(K, M, N, (k, m) => at(x, K)(rows[m] ?? 0, k), dyAt);
    expect(
      relativeError(
        added.dw ?? [],
        gathered.map((value, i) => value + (dw[i] ?? 0)),
      ),
    ).toBeLessThan(1e-12);
  });

  test('column_sum, accumulated', async () => {
    const sum = floats(N);
    const result = await run(ops.column_sum, { M, N, first: 1 }, { x: dy, sum }, ['accumulate']);
    const expected = product(
      1,
      M,
      N,
      () => 1,
      (m, n) => at(dy, N)(m + 1, n),
    ).map((value, n) => value + (sum[n] ?? 0));
    expect(relativeError(result.sum ?? [], expected)).toBeLessThan(1e-12);
  });
});

test('word_embedding_backward sums the listed rows into the named words and leaves the others', async () => {
  const dx = Float64Array.of(1, 2, 10, 20, 100, 200);
  const lists = { starts: Uint32Array.of(0, 2, 3), rows: Uint32Array.of(0, 2, 1), words: Uint32Array.of(3, 0) };
  const sizes = { U: 2, W: 2 };
  const named = await run(ops.word_embedding_backward, sizes, { dx, ...lists, dw_embed: new Float64Array(8).fill(-1) });
  expect([...(named.dw_embed ?? [])]).toEqual([10, 20, -1, -1, -1, -1, 101, 202]);
  const { words, ...inOrder } = lists;
  const listed = await run(ops.word_embedding_backward, sizes, { dx, ...inOrder, dw_embed: new Float64Array(4) });
  expect([...(listed.dw_embed ?? [])], `without ${words}`).toEqual([101, 202, 10, 20]);
});

test('argmax takes the first of equals and writes from its offset on', async () => {
  const x = Float64Array.of(1, 3, 3, -5, -7, -6);
  const { index } = await run(ops.argmax, { M: 2, V: 3, out: 1 }, { x, index: new Uint32Array(4).fill(9) });
  expect([...(index ?? [])]).toEqual([9, 1, 0, 9]);
});

test('fill stops at Q', async () => {
  const { x } = await run(ops.fill, { Q: 3, value: 2.5 }, { x: new Float64Array(5) });
  expect([...(x ?? [])]).toEqual([2.5, 2.5, 2.5, 0, 0]);
});

test('tanh at both ends', async () => {
  const { y } = await run(ops.tanh, { Q: 4 }, { x: Float64Array.of(-1e30, 100, 0.5, 0), y: new Float64Array(4) });
  expect([...(y ?? [])]).toEqual([-1, 1, Math.tanh(0.5), 0]);
});

describe('global norm', () => {
  const norm = async (partials: Float64Array, loss: number, halted: number) => {
    const arrays = { partials, loss: Float64Array.of(loss), norm: new Float64Array(1), halted: Uint32Array.of(halted) };
    const result = await run(ops.global_norm, { R: 1 }, arrays);
    return [result.norm?.[0], result.halted?.[0]];
  };

  test.each([1, 255, 256, 257, 1000])('of %d numbers', async (Q) => {
    const x = floats(Q);
    const { partials } = await run(ops.square_sum, { Q }, { x, partials: new Float64Array(PARTIALS).fill(Number.NaN) });
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
