import { describe, expect, test } from 'vitest';
import { ops } from '../../src/ops/every_op.ts';
import { Random } from '../../src/random.ts';
import { relativeError } from '../support/gradients.ts';
import { runOp } from '../support/run_op.ts';

// Matrix products with gathered rows, offsets and accumulation, held against the textbook's triple loop.

const random = new Random(5);
const floats = (count: number) => Float64Array.from({ length: count }, () => random.normal());

/** out[i, j] = Σ_k left(i, k) · right(k, j). */
function product(I: number, K: number, J: number, left: (i: number, k: number) => number, right: typeof left) {
  const sum = (i: number, j: number) =>
    Array.from({ length: K }, (_, k) => left(i, k) * right(k, j)).reduce((a, b) => a + b, 0);
  return Float64Array.from({ length: I * J }, (_, at) => sum(Math.floor(at / J), at % J));
}

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
    const result = await runOp(ops.affine_forward, { M, K, N, x_first: 2, y_first: 1 }, { x, w, b, y });
    const expected = product(M, K, N, (m, k) => at(x, K)(m + 2, k), at(w, N)).map(
      (value, i) => value + (b[i % N] ?? 0),
    );
    expect(relativeError(result.y?.subarray(N, (M + 1) * N) ?? [], expected)).toBeLessThan(1e-12);
    expect([...(result.y ?? [])].filter((value) => value === 7)).toHaveLength(spare * N);
  });

  test('affine_forward of gathered rows, no bias', async () => {
    const result = await runOp(ops.affine_forward, { M, K, N }, { x, w, rows, y: new Float64Array(M * N) });
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
    const moved = await runOp(ops.affine_backward_input, { ...sizes, dx_first: 2 }, { dy, w, dx });
    expect(relativeError(moved.dx?.subarray(2 * K) ?? [], expected)).toBeLessThan(1e-12);
    expect([...(moved.dx?.subarray(0, 2 * K) ?? [])]).toEqual(new Array(2 * K).fill(7));
    const scattered = await runOp(ops.affine_backward_input, sizes, { dy, w, rows, dx });
    for (const [m, row] of rows.entries()) {
      const found = scattered.dx?.subarray(row * K, (row + 1) * K) ?? [];
      expect(relativeError(found, expected.subarray(m * K, (m + 1) * K))).toBeLessThan(1e-12);
    }
  });

  test('affine_backward_weight, gathered and accumulated', async () => {
    const dw = floats(K * N);
    const sizes = { M, K, N, dy_first: 2 };
    const plain = await runOp(ops.affine_backward_weight, { ...sizes, x_first: 1 }, { x, dy, dw });
    const dyAt = (m: number, n: number) => at(dy, N)(m + 2, n);
    expect(
      relativeError(
        plain.dw ?? [],
        product(K, M, N, (k, m) => at(x, K)(m + 1, k), dyAt),
      ),
    ).toBeLessThan(1e-12);
    const added = await runOp(ops.affine_backward_weight, sizes, { x, dy, rows, dw }, ['accumulate']);
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
    const result = await runOp(ops.column_sum, { M, N, first: 1 }, { x: dy, sum }, ['accumulate']);
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
