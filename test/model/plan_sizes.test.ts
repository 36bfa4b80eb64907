import { expect, it } from 'vitest';
import { planBatch } from '../../src/model/batch_plan.ts';
import { PlanSizes } from '../../src/model/plan_sizes.ts';

// One caption of two words, one of one: (2, 3 + 1) of words 1 <START>, 2 <END>, 0 <NULL>.
const captions = Int32Array.of(1, 4, 2, 0, 1, 5, 5, 2);
const plan = planBatch(captions, 2, 3, 3, 0);
const shorter = planBatch(Int32Array.of(1, 2, 0, 0), 1, 3, 3, 0);

it('sizes of a plan: rows of every step and chunk, and where they begin', () => {
  const sizes = new PlanSizes(3, 3, { rows: 4, count: 3 });
  const expected = {
    ...{ M: 5, U: 3, pictures: 2, scale: 0.5 },
    ...{ rows_0: 2, first_0: 0, out_0: 3 },
    ...{ rows_1: 2, first_1: 2, out_1: 5 },
    ...{ rows_2: 1, first_2: 4, out_2: 7 },
    ...{ chunk_rows_0: 4, chunk_first_0: 0, chunk_state_0: 3 },
    ...{ chunk_rows_1: 1, chunk_first_1: 4, chunk_state_1: 7 },
    ...{ chunk_rows_2: 0, chunk_first_2: 5, chunk_state_2: 8 },
  };
  expect(sizes.of(plan)).toEqual(expected);
  expect(sizes.of(plan, 1)).toEqual({ ...expected, pictures: 1 });
  sizes.ofRun(shorter, { rate: 1 }, 7);
  expect(sizes.ofRun(plan)).toEqual(expected);
  // What has no rows begins nowhere.
  expect(sizes.of(shorter)).toMatchObject({ M: 1, rows_1: 0, first_1: 0, out_1: 0, rows_2: 0, first_2: 0, out_2: 0 });
});

it('sizes of a run include those added to it, not those of the previous run', () => {
  const sizes = new PlanSizes(3, 3, { rows: 9, count: 1 });
  expect(sizes.ofRun(plan, { rate: 1, step: 1 })).toEqual({ ...sizes.of(plan), rate: 1, step: 1 });
  expect(sizes.ofRun(plan, { rate: 2 })).toEqual({ ...sizes.of(plan), rate: 2 });
  expect(sizes.ofRun(shorter)).toEqual(sizes.of(shorter));
});

it('a separate record does not change', () => {
  const sizes = new PlanSizes(3, 3, { rows: 9, count: 1 });
  const own = sizes.of(plan);
  const before = { ...own };
  sizes.ofRun(shorter);
  sizes.of(shorter);
  expect(own).toEqual(before);
});
