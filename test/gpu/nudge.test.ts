import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Nudge } from '../../src/gpu/nudge.ts';

/** A device that is done at once, but a browser that looks at it only every so often, or when something is submitted. */
function lookedAt(every: number, onSubmit: boolean) {
  const looks: (() => void)[] = [];
  const look = () => {
    for (const done of looks.splice(0)) done();
  };
  const timer = setInterval(look, every);
  let submits = 0;
  const queue = {
    submit() {
      submits += 1;
      if (onSubmit) look();
    },
    onSubmittedWorkDone: () => new Promise<void>((resolve) => looks.push(resolve)),
  };
  const device = { queue } as unknown as GPUDevice;
  return { device, queue, submits: () => submits, end: () => clearInterval(timer) };
}

/** Lets the time of the timers pass until `work` is done. @returns milliseconds of it */
async function timed<T>(work: Promise<T>): Promise<number> {
  let passed = 0;
  let over = false;
  void work.then(() => {
    over = true;
  });
  while (!over) {
    await vi.advanceTimersByTimeAsync(1);
    passed += 1;
  }
  return passed;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const measured = async (every: number, onSubmit: boolean) => {
  const browser = lookedAt(every, onSubmit);
  const nudging = Nudge.measure(browser.device);
  await timed(nudging);
  const nudge = await nudging;
  const before = browser.submits();
  const waited = await timed(nudge.during(browser.queue.onSubmittedWorkDone()));
  const nudges = browser.submits() - before;
  await vi.advanceTimersByTimeAsync(1000);
  const later = browser.submits() - before - nudges;
  browser.end();
  return { waited, nudges, later };
};

describe('a browser that rarely polls the device', () => {
  it('is nudged while a result is awaited, and not afterwards', async () => {
    const { waited, nudges, later } = await measured(100, true);
    expect(waited).toBeLessThanOrEqual(5);
    expect([nudges, later]).toEqual([1, 0]);
  });

  it('is left alone if nudges do not help', async () => {
    const { nudges, later } = await measured(100, false);
    expect([nudges, later]).toEqual([0, 0]);
  });

  it('is left alone if it polls often', async () => {
    const { nudges, later } = await measured(10, true);
    expect([nudges, later]).toEqual([0, 0]);
  });
});
