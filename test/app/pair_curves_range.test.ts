import type Plot from 'uplot';
import { describe, expect, it } from 'vitest';
import { leftOutInWords, rangeOrPart, rangeToTellApart } from '../../src/app/pair_curves_range.ts';

/** A run of 200 steps whose loss falls from `first` towards `last`. */
function falling(first: number, last: number, validated: readonly number[] = []) {
  const steps = Array.from({ length: 200 }, (_, i) => i + 1);
  const losses = steps.map((step) => last + (first - last) * Math.exp(-(step - 1) / 12));
  return {
    curve: { steps, losses },
    validation: { steps: validated.map((_, i) => 200 - i), losses: [...validated].reverse() },
  };
}

describe('the losses that are shown of two runs', () => {
  it('are those that tell their second halves apart', () => {
    const [lstm, rnn] = [falling(42, 5.56), falling(42, 5.92)];
    const range = rangeToTellApart([lstm, rnn]);
    const between = 5.92 - 5.56;
    // From 0 on, the curves would be less than a hundredth of the height apart.
    expect(between / 42).toBeLessThan(0.01);
    expect(between / ((range?.high ?? 0) - (range?.low ?? 0))).toBeGreaterThan(0.3);
    expect(range?.low).toBeLessThan(5.56);
    // All of the second halves is in the picture.
    expect(range?.high).toBeGreaterThan(Math.max(lstm.curve.losses[99] ?? 0, rnn.curve.losses[99] ?? 0));
  });

  it('contain a validation loss that has risen, and half of a run that was cut short', () => {
    expect(rangeToTellApart([falling(42, 5), falling(42, 5.5, [12, 13])])?.high).toBeGreaterThan(13);
    const whole = falling(42, 5);
    const [steps, losses] = [whole.curve.steps.slice(0, 20), whole.curve.losses.slice(0, 20)];
    const short = { curve: { steps, losses }, validation: { steps: [], losses: [] } };
    expect(rangeToTellApart([whole, short])?.high).toBeGreaterThan(losses[9] ?? Number.NaN);
  });

  it('are all of them where the curves hardly fall, or there are none', () => {
    expect(rangeToTellApart([falling(6, 5.5), falling(6, 5)].map(({ curve }) => only(curve, 20)))).toBeUndefined();
    expect(rangeToTellApart([only({ steps: [], losses: [] }, 0)])).toBeUndefined();
  });

  it('are some where both curves have become level', () => {
    const level = { curve: { steps: [1, 2, 3, 4], losses: [40, 2, 2, 2] }, validation: { steps: [], losses: [] } };
    const range = rangeToTellApart([level, level]);
    expect(range?.high).toBeGreaterThan(2);
    expect(range?.high).toBeLessThan(3);
  });

  it('are those of a part of the steps that is magnified, whichever it is', () => {
    const plot = {} as Plot;
    const range = rangeOrPart({ low: 5, high: 9 });
    expect(range(plot, 5.2, 42, 'y')).toEqual([5, 9]);
    const [low, high] = range(plot, 20, 42, 'y') as [number, number];
    expect([low < 20, low > 15, high > 42, high < 45]).toEqual([true, true, true, true]);
    const [least, most] = range(plot, 5.2, 5.6, 'y') as [number, number];
    expect([least < 5.2, least > 5, most > 5.6, most < 6]).toEqual([true, true, true, true]);
  });

  it('are said, with what is left out', () => {
    expect(leftOutInWords({ low: 5, high: 9.6 }, [falling(41.8, 5), falling(41.62, 5)])).toBe(
      'The axis ends at 9.60, so that the second halves of the curves can be told apart: they begin at 41.80 and 41.62.',
    );
  });
});

function only({ steps, losses }: ReturnType<typeof falling>['curve'], count: number) {
  return {
    curve: { steps: steps.slice(0, count), losses: losses.slice(0, count) },
    validation: { steps: [], losses: [] },
  };
}
