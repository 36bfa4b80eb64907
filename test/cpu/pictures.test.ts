import { describe, expect, test } from 'vitest';
import { ops } from '../../src/ops/every_op.ts';
import { Random } from '../../src/random.ts';
import { tensor } from '../../src/tensor.ts';
import { numericGradient, relativeError } from '../support/gradients.ts';
import { runOp } from '../support/run_op.ts';

const random = new Random(11);
const floats = (count: number) => Float64Array.from({ length: count }, () => random.normal());
const flat = (values: ArrayLike<number>) => tensor([values.length], values as Float64Array);

const convolutions = [
  { N: 2, H: 5, W: 4, C: 3, P: 5, Q: 4, F: 2, G: 5, R: 3, S: 3, stride: 1, pad: 1, f_first: 2 },
  { N: 1, H: 7, W: 6, C: 2, P: 3, Q: 3, F: 3, G: 3, R: 3, S: 2, stride: 2, pad: 0, f_first: 0 },
  { N: 2, H: 3, W: 4, C: 4, P: 3, Q: 4, F: 3, G: 4, R: 1, S: 1, stride: 1, pad: 0, f_first: 1 },
];

describe.each(convolutions)('convolution of $H × $W with $R × $S, stride $stride', (sizes) => {
  const { N, H, W, C, P, Q, F, G, R, S, stride, pad, f_first } = sizes;
  const x = floats(N * H * W * C);
  const w = floats(R * S * C * F);
  const b = floats(F);
  const dy = floats(N * P * Q * G);
  const forward = async () => (await runOp(ops.convolution_forward, sizes, { x, w, b, y: floats(dy.length) })).y ?? [];
  /** The channels that belong to the call. */
  const own = (y: ArrayLike<number>) => Float64Array.from(y).filter((_, i) => i % G >= f_first && i % G < f_first + F);
  const loss = async () => [flat(own(await forward()))];
  const gradient = (of: Float64Array) => numericGradient(flat(of), loss, [flat(own(dy))]);

  test('is the sum stated in its record', async () => {
    const at = (n: number, h: number, v: number, c: number) =>
      h >= 0 && h < H && v >= 0 && v < W ? (x[((n * H + h) * W + v) * C + c] ?? Number.NaN) : 0;
    const expected = Float64Array.from({ length: N * P * Q * F }, (_, i) => {
      const [f, q, p, n] = [i % F, Math.floor(i / F) % Q, Math.floor(i / F / Q) % P, Math.floor(i / F / Q / P)];
      let sum = b[f] ?? Number.NaN;
      for (let r = 0; r < R; r++)
        for (let s = 0; s < S; s++)
          for (let c = 0; c < C; c++)
            sum += at(n, p * stride - pad + r, q * stride - pad + s, c) * (w[((r * S + s) * C + c) * F + f] ?? 0);
      return sum;
    });
    expect(relativeError(own(await forward()), expected)).toBeLessThan(1e-12);
  });

  test('leaves other channels unchanged', async () => {
    const y = new Float64Array(dy.length).fill(7);
    const result = await runOp(ops.convolution_forward, sizes, { x, w, b, y }, ['relu']);
    const others = [...(result.y ?? [])].filter((_, i) => i % G < f_first || i % G >= f_first + F);
    expect(others).toEqual(new Array(N * P * Q * (G - F)).fill(7));
    const plain = own(await forward());
    expect([...own(result.y ?? [])]).toEqual([...plain].map((value) => Math.max(0, value)));
  });

  test('has the gradient of its input, added or not', async () => {
    const expected = await gradient(x);
    const { dx = [] } = await runOp(ops.convolution_backward_input, sizes, { dy, w, dx: floats(x.length) });
    expect(relativeError(dx, expected)).toBeLessThan(1e-6);
    const twice = await runOp(ops.convolution_backward_input, sizes, { dy, w, dx: Float64Array.from(dx) }, [
      'accumulate',
    ]);
    expect(
      relativeError(
        twice.dx ?? [],
        expected.map((value) => 2 * value),
      ),
    ).toBeLessThan(1e-6);
  });

  test('has the gradients of its weights and bias', async () => {
    const { dw = [] } = await runOp(ops.convolution_backward_weight, sizes, { x, dy, dw: floats(w.length) });
    expect(relativeError(dw, await gradient(w))).toBeLessThan(1e-6);
    const { db = [] } = await runOp(ops.convolution_backward_bias, { N, P, Q, F, G, f_first }, { dy, db: floats(F) });
    expect(relativeError(db, await gradient(b))).toBeLessThan(1e-6);
  });
});

const pool = { N: 2, H: 6, W: 7, C: 3, P: 3, Q: 3, R: 3, S: 3, stride: 2, pad: 0 };

describe('pooling', () => {
  const { N, H, W, C, P, Q } = pool;
  const x = floats(N * H * W * C);

  test('max: a window that reaches beyond the picture covers the existing pixels; its gradient goes to the maximum', async () => {
    const forward = async () =>
      (await runOp(ops.max_pool_forward, pool, { x, y: new Float64Array(N * P * Q * C) })).y ?? new Float64Array();
    const y = await forward();
    const lastWindow = [4, 5].flatMap((h) => [4, 5, 6].map((v) => x[((0 * H + h) * W + v) * C + 1] ?? Number.NaN));
    expect(y[(2 * Q + 2) * C + 1]).toBe(Math.max(...lastWindow));
    const dy = floats(y.length);
    const { dx = [] } = await runOp(ops.max_pool_backward, pool, { x, y, dy, dx: floats(x.length) });
    const expected = await numericGradient(flat(x), async () => [flat(await forward())], [flat(dy)]);
    expect(relativeError(dx, expected)).toBeLessThan(1e-6);
  });

  test('max: the first of equal numbers gets the gradient, and NaN is a maximum', async () => {
    const one = { N: 1, H: 2, W: 3, C: 1, P: 1, Q: 1, R: 2, S: 3, stride: 1, pad: 0 };
    const ties = Float64Array.of(1, 4, 2, 4, 4, 0);
    const dy = Float64Array.of(5);
    const { y = [] } = await runOp(ops.max_pool_forward, one, { x: ties, y: floats(1) });
    expect([...y]).toEqual([4]);
    const { dx = [] } = await runOp(ops.max_pool_backward, one, { x: ties, y: Float64Array.of(4), dy, dx: floats(6) });
    expect([...dx]).toEqual([0, 5, 0, 0, 0, 0]);
    ties[4] = Number.NaN;
    const { y: broken = [] } = await runOp(ops.max_pool_forward, one, { x: ties, y: floats(1) });
    expect([...broken]).toEqual([Number.NaN]);
  });

  test('average, and its gradient', async () => {
    const sizes = { N, M: H * W, C };
    const forward = async () =>
      (await runOp(ops.average_pool_forward, sizes, { x, y: floats(N * C) })).y ?? new Float64Array();
    const channel = Array.from({ length: H * W }, (_, m) => x[(H * W + m) * C + 2] ?? Number.NaN);
    expect((await forward())[C + 2]).toBeCloseTo(channel.reduce((a, c) => a + c, 0) / (H * W), 12);
    const dy = floats(N * C);
    const { dx = [] } = await runOp(ops.average_pool_backward, sizes, { dy, dx: floats(x.length) });
    const expected = await numericGradient(flat(x), async () => [flat(await forward())], [flat(dy)]);
    expect(relativeError(dx, expected)).toBeLessThan(1e-6);
  });
});

describe.each([[], ['relu']] as const)('normalisation %s', (...flags) => {
  const [N, P, C] = [3, 4, 5];
  const sizes = { N, P, C, epsilon: 1e-3, gain: 0.7 };
  const x = floats(N * P * C).map((value, i) => value * (1 + (i % C)) + (i % C));
  const dy = floats(x.length);
  const channel = (values: ArrayLike<number>, c: number) => Array.from(values).filter((_, i) => i % C === c);
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const batch = () =>
    runOp(ops.batch_norm_forward, sizes, { x, y: floats(x.length), statistics: floats(2 * C) }, [...flags]);

  test('gives each channel of a batch the same mean and variance', async () => {
    const { y = [], statistics = [] } = await batch();
    for (let c = 0; c < C; c++) {
      const values = channel(x, c);
      const mean = meanOf(values);
      const variance = meanOf(values.map((value) => (value - mean) ** 2));
      expect(statistics[c]).toBeCloseTo(mean, 12);
      expect(statistics[C + c]).toBeCloseTo(variance, 12);
      const expected = values.map((value) => (0.7 * (value - mean)) / Math.sqrt(variance + 1e-3));
      for (const [i, value] of channel(y, c).entries()) {
        const own = expected[i] ?? Number.NaN;
        expect(value).toBeCloseTo(flags.length > 0 ? Math.max(0, own) : own, 12);
      }
    }
  });

  test('has the gradient through the statistics', async () => {
    const { statistics = new Float64Array() } = await batch();
    const inputs = { x, statistics: Float64Array.from(statistics), dy, dx: floats(x.length) };
    const { dx = [] } = await runOp(ops.batch_norm_backward, sizes, inputs, [...flags]);
    const forward = async () => [flat((await batch()).y ?? [])];
    expect(relativeError(dx, await numericGradient(flat(x), forward, [flat(dy)]))).toBeLessThan(1e-6);
  });

  test('by given statistics equals that of their batch, and has the gradient without them', async () => {
    const { y = [], statistics = new Float64Array() } = await batch();
    const given = Float64Array.from(statistics);
    const forward = async () =>
      (await runOp(ops.normalize_forward, sizes, { x, statistics: given, y: floats(x.length) }, [...flags])).y ?? [];
    expect(relativeError(await forward(), y)).toBeLessThan(1e-12);
    const inputs = { x, statistics: given, dy, dx: floats(x.length) };
    const { dx = [] } = await runOp(ops.normalize_backward, sizes, inputs, [...flags]);
    const expected = await numericGradient(flat(x), async () => [flat(await forward())], [flat(dy)]);
    expect(relativeError(dx, expected)).toBeLessThan(1e-6);
  });
});

test('an average over steps moves by a share, unless the step is halted', async () => {
  const [x, average] = [Float64Array.of(1, 2), Float64Array.of(0, 4)];
  const run = async (halted: number) =>
    (
      await runOp(
        ops.running_average,
        { Q: 2, share: 0.25 },
        { x, average: average.slice(), halted: Uint32Array.of(halted) },
      )
    ).average ?? [];
  expect([...(await run(0))]).toEqual([0.25, 3.5]);
  expect([...(await run(1))]).toEqual([0, 4]);
});

test('the gradient of a ReLU is 0 unless its result is above 0, and NaN propagates', async () => {
  const y = Float64Array.of(2, 0, -0, -1, Number.NaN);
  const { dy = [] } = await runOp(ops.relu_backward, { Q: 5 }, { y, dy: Float64Array.of(3, 3, 3, 3, 3) });
  expect([...dy]).toEqual([3, 0, 0, 0, 3]);
});

describe('invalid calls', () => {
  const sizes = convolutions[0] ?? pool;
  const none = { x: floats(200), w: floats(200), y: floats(400) };

  test.each([
    ['a stride of 0', { stride: 0 }, /convolution_forward: size stride: expected at least 1, found 0/],
    ['channels beyond the last', { f_first: 4 }, /f_first: expected f_first \+ F of at most G = 5, found 6/],
    ['a buffer that is too short', { N: 40 }, /convolution_forward: x: expected at least 2400 elements/],
  ])('%s', async (_, change, words) => {
    const call = { ...sizes, ...change } as Parameters<typeof runOp<typeof ops.convolution_forward>>[1];
    await expect(runOp(ops.convolution_forward, call, none)).rejects.toThrow(words);
  });
});
