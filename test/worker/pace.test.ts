import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { beforeEachStep, Gate, Pace, PendingWork } from '../../src/worker/pacing.ts';

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

describe('what is shown during a run', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] }));
  afterEach(() => void vi.useRealTimers());

  /** What comes of so many seconds of steps that take 100 ms each, where captions and the followed picture take so many ms. */
  async function shown(seconds: number, captions: number, followed: number, first = followed) {
    const gate = new Gate();
    const took = { captions: [] as number[], followed: [] as number[] };
    const spend = (what: keyof typeof took, milliseconds: number) => {
      took[what].push(milliseconds);
      vi.advanceTimersByTime(milliseconds);
    };
    const before = beforeEachStep({
      ...{ gate, pace: new Pace(0), rests: false, pending: new PendingWork(), continues: () => true },
      ...{ due: () => undefined, onPaused: () => {} },
      refresh: async () => spend('captions', captions),
      follow: async () => {
        if (followed > 0) spend('followed', took.followed.length === 0 ? first : followed);
        return followed > 0;
      },
    });
    while (performance.now() < 1000 * seconds) {
      const waits = before();
      if (waits) await Promise.all([waits, vi.advanceTimersByTimeAsync(1)]);
      vi.advanceTimersByTime(100);
      gate.report();
    }
    return took;
  }
  const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);

  it('is captioned and followed at the same steps, every second and a half where that is cheap', async () => {
    const { captions, followed } = await shown(150, 20, 20);
    expect(followed.length).toBe(captions.length);
    expect(captions.length).toBeGreaterThan(85);
    expect(captions.length).toBeLessThan(101);
  });

  it.each([
    [20, 300],
    [300, 20],
    [200, 900],
  ])(
    'takes a tenth of the time for captions that take %i ms, and a twentieth for a picture that takes %i',
    async (a, b) => {
      const seconds = 400;
      const { captions, followed } = await shown(seconds, a, b);
      expect(captions.length).toBe(followed.length);
      expect(captions.length).toBeGreaterThan(15);
      expect(sum(captions)).toBeLessThanOrEqual(100 * seconds);
      expect(sum(followed)).toBeLessThanOrEqual(50 * seconds);
    },
  );

  it('is not kept back by the first time, which prepares kernels', async () => {
    const { followed } = await shown(30, 20, 20, 900);
    expect(followed.length).toBeGreaterThan(15);
  });
});
