import { expect, test } from 'vitest';
import { ops } from '../../src/ops/every_op.ts';
import { runOp } from '../support/run_op.ts';

const [V, scale] = [5, 0.25];
const start = [0.3, -1, 2, 0.7, -0.2];
const labels = { targets: Uint32Array.of(3), mask: Uint32Array.of(1) };

async function smoothed(scores: readonly number[], smoothing: number, flags: readonly 'smooth'[] = ['smooth']) {
  const arrays = { ...labels, scores: Float64Array.from(scores), row_loss: new Float64Array(1) };
  const { scores: dscores, row_loss } = await runOp(ops.softmax_loss, { M: 1, V, scale, smoothing }, arrays, flags);
  return { loss: row_loss?.[0] ?? Number.NaN, gradient: [...(dscores ?? [])] };
}

test('the loss is the cross entropy with (1 − ε) of the target and ε / V of every word', async () => {
  const total = Math.log(start.reduce((sum, score) => sum + Math.exp(score), 0));
  const targets = start.map((_, v) => (v === 3 ? 0.7 : 0) + 0.3 / V);
  const expected = start.reduce((sum, score, v) => sum - scale * (targets[v] ?? 0) * (score - total), 0);
  expect((await smoothed(start, 0.3)).loss).toBeCloseTo(expected, 14);
});

test('the gradient is the numeric one', async () => {
  const { gradient } = await smoothed(start, 0.3);
  for (const v of start.keys()) {
    const at = async (h: number) =>
      (
        await smoothed(
          start.map((score, i) => (i === v ? score + h : score)),
          0.3,
        )
      ).loss;
    expect(gradient[v]).toBeCloseTo(((await at(1e-5)) - (await at(-1e-5))) / 2e-5, 9);
  }
});

test('0 and no flag are the plain loss', async () => {
  const plain = await smoothed(start, 0.3, []);
  expect(await smoothed(start, 0)).toEqual(plain);
  expect((await smoothed(start, 0.3)).loss).not.toBeCloseTo(plain.loss, 3);
});
