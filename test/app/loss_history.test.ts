import { describe, expect, it } from 'vitest';
import { LossHistory } from '../../src/client/loss_history.ts';

describe('LossHistory', () => {
  it('keeps every step while there is room', () => {
    const history = new LossHistory(100);
    for (let step = 1; step <= 30; step++) history.push(step, 100 - step);
    const [steps, losses, averages] = history.columns;
    expect(steps).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(losses[29]).toBe(70);
    expect(averages[0]).toBe(99);
    // A moving average of a falling line lies above it.
    expect(averages[29]).toBeGreaterThan(70);
    expect(averages[29]).toBeLessThan(90);
  });

  it('stays within its capacity, averages merged points and ends at the last step', () => {
    const history = new LossHistory(64);
    for (let step = 1; step <= 6400; step++) history.push(step, step % 2);
    const [steps, losses] = history.columns;
    expect(steps.length).toBeLessThan(64);
    expect(steps.length).toBeGreaterThan(24);
    expect(steps.every((step, i) => i === 0 || step > (steps[i - 1] ?? 0))).toBe(true);
    expect(steps.at(-1)).toBeGreaterThan(6400 - 6400 / 24);
    for (const loss of losses) expect(loss).toBeCloseTo(0.5, 12);
  });

  it('knows the first loss and the mean of the last ten', () => {
    const history = new LossHistory();
    expect(history.first).toBeNaN();
    for (let step = 1; step <= 25; step++) history.push(step, step);
    expect(history.first).toBe(1);
    expect(history.meanOfLastTen).toBeCloseTo(20.5, 12);
    history.clear();
    expect(history.first).toBeNaN();
    history.push(1, 7);
    expect(history.meanOfLastTen).toBe(7);
    expect(history.columns).toEqual([[1], [7], [7]]);
  });

  it('thins the moving average to a number of points, with the first and the last among them', () => {
    const history = new LossHistory(64);
    for (let step = 1; step <= 6400; step++) history.push(step, 6400 - step);
    const [steps] = history.columns;
    const thin = history.thinned(10);
    expect([thin.steps.length, thin.losses.length]).toEqual([10, 10]);
    expect([thin.steps[0], thin.steps.at(-1)]).toEqual([steps[0], steps.at(-1)]);
    expect(thin.steps.every((step, i) => i === 0 || step > (thin.steps[i - 1] ?? 0))).toBe(true);
    expect(history.thinned(500).steps).toEqual(steps);
    const diverged = new LossHistory();
    diverged.push(1, 7);
    diverged.push(2, Number.POSITIVE_INFINITY);
    expect(diverged.thinned(10)).toEqual({ steps: [1], losses: [7] });
  });

  it('has every loss of a run of any length, even of a resumed one', () => {
    const history = new LossHistory(16);
    for (let step = 121; step <= 300; step++) history.push(step, step / 2);
    const every = [...history.every()];
    expect([every.length, every[0], every.at(-1)?.slice(0, 2)]).toEqual([180, [121, 60.5, 60.5], [300, 150]]);
    const roomy = new LossHistory(1000);
    for (const [step, loss] of every) roomy.push(step, loss);
    expect(every.map(([, , mean]) => mean)).toEqual(roomy.columns[2]);
    history.clear();
    expect([...history.every()]).toEqual([]);
  });

  it('of a resumed run begins with the points of its earlier steps', () => {
    const history = new LossHistory();
    history.seed({ steps: [40, 80], losses: [30, 10] });
    history.push(81, 9);
    const [steps, losses] = history.columns;
    expect([steps, losses, history.first]).toEqual([[40, 80, 81], [30, 10, 9], 30]);
    // What is known step by step is what was pushed.
    expect([...history.every()].map(([step]) => step)).toEqual([81]);
    expect(history.meanOfLastTen).toBe(9);
  });
});
