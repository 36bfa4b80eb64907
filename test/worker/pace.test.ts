import { describe, expect, it } from 'vitest';
import { Pace } from '../../src/worker/pacing.ts';

describe('Pace', () => {
  it('computes captions per second and the time left', () => {
    const pace = new Pace(1000);
    for (let step = 1; step <= 10; step++) pace.step(1000 + 100 * step, 25);
    expect(pace.captionsPerSecond).toBeCloseTo(250, 9);
    expect(pace.secondsFor(40)).toBeCloseTo(4, 9);
    expect(pace.seconds(2500)).toBeCloseTo(1.5, 9);
  });

  it('ignores the first step', () => {
    const pace = new Pace(0);
    pace.step(9000, 25);
    expect(pace.captionsPerSecond).toBeNaN();
    expect(pace.secondsFor(5)).toBeNaN();
    pace.step(9100, 25);
    expect(pace.captionsPerSecond).toBeCloseTo(250, 9);
    expect(pace.seconds(9100)).toBeCloseTo(9.1, 9);
  });

  it('forgets steps before its window', () => {
    const pace = new Pace(0, 1000);
    pace.step(5000, 10);
    for (let step = 1; step <= 100; step++) pace.step(5000 + 20 * step, 10);
    expect(pace.captionsPerSecond).toBeCloseTo(500, 0);
  });

  it('is defined even if a step takes longer than the window', () => {
    const pace = new Pace(0, 1000);
    for (let step = 1; step <= 5; step++) pace.step(3000 * step, 30);
    expect(pace.captionsPerSecond).toBeCloseTo(10, 9);
    expect(pace.secondsFor(2)).toBeCloseTo(6, 9);
  });

  it('is not distorted by steps reported in bunches', () => {
    const pace = new Pace(0, 1000);
    for (let step = 1; step <= 80; step++) pace.step(1200 * Math.ceil(step / 4), 30);
    for (let step = 1; step <= 4; step++) {
      pace.step(25_200, 30);
      expect(pace.captionsPerSecond).toBeGreaterThan(80);
      expect(pace.captionsPerSecond).toBeLessThan(130);
    }
  });

  it('does not count time on hold', () => {
    const pace = new Pace(0);
    pace.step(100, 10);
    pace.hold(100);
    expect(pace.seconds(50_000)).toBeCloseTo(0.1, 9);
    pace.release(60_000);
    pace.step(60_100, 10);
    expect(pace.captionsPerSecond).toBeCloseTo(100, 9);
    expect(pace.seconds(60_100)).toBeCloseTo(0.2, 9);
  });
});
