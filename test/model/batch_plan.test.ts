import { describe, expect, it } from 'vitest';
import { planBatch } from '../../src/model/batch_plan.ts';
import { Random } from '../../src/random.ts';
import { captionMixes } from '../support/captions.ts';

const sizes = [
  [1, 1, 2],
  [3, 4, 5],
  [25, 16, 40],
] as const;

describe.each(Object.entries(captionMixes))('batch plan, captions: %s', (_, mix) => {
  it.each(sizes)(
    'N = %i, T = %i, V = %i holds every computed row once, with its word, target and history',
    (N, T, V) => {
      const captions = mix(N, T, V, new Random(5));
      const capacity = N + 2;
      const plan = planBatch(captions, N, T, capacity, 0);
      const at = (n: number, t: number) => captions[(plan.order[n] ?? 0) * (T + 1) + t] ?? -1;
      const alive = (n: number, t: number) =>
        Array.from({ length: T - t }, (_, i) => at(n, t + 1 + i)).some((w) => w > 0);

      const lengthOf = (caption: number) => {
        const targets = captions.subarray(caption * (T + 1) + 1, (caption + 1) * (T + 1));
        return targets.findLastIndex((word) => word > 0);
      };
      const all = Array.from({ length: N }, (_, n) => n);
      // The longest first; equal ones in their order.
      expect([...plan.order]).toEqual(all.sort((a, b) => lengthOf(b) - lengthOf(a) || a - b));
      expect(new Set(plan.words).size).toBe(plan.U);
      let m = 0;
      let targets = 0;
      for (let t = 0; t < T; t++) {
        expect(plan.first[t]).toBe(m);
        for (let n = 0; n < N; n++) {
          expect(alive(n, t)).toBe(n < (plan.rows[t] ?? 0));
          if (!alive(n, t)) continue;
          expect(plan.words[plan.inputRows[m] ?? -1]).toBe(at(n, t));
          expect(plan.targets[m]).toBe(at(n, t + 1));
          expect(plan.mask[m]).toBe(at(n, t + 1) === 0 ? 0 : 1);
          expect(plan.previousRows[m]).toBe(t === 0 ? n : capacity + (plan.first[t - 1] ?? 0) + n);
          targets += plan.mask[m] ?? 0;
          m++;
        }
      }
      expect(plan.M).toBe(m);
      expect(plan.targetCount).toBe(targets);
      expect(plan.steps).toBe(plan.rows.filter((rows) => rows > 0).length);
    },
  );

  it.each(sizes)('N = %i, T = %i, V = %i lists the rows of every word, ascending', (N, T, V) => {
    const plan = planBatch(mix(N, T, V, new Random(6)), N, T, N, 0);
    const lists = Array.from({ length: plan.U }, (_, u) => [
      ...plan.wordRows.subarray(plan.wordStarts[u], plan.wordStarts[u + 1]),
    ]);
    const expected = lists.map((_, u) => [...plan.inputRows.keys()].filter((row) => plan.inputRows[row] === u));
    expect(lists).toEqual(expected);
    expect(lists.flat()).toHaveLength(plan.M);
  });
});
