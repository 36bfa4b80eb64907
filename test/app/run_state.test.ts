import { effect } from '@preact/signals';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRunState } from '../../src/app/run_state.ts';
import type { StepEvent } from '../../src/worker/protocol.ts';

let frames: (() => void)[] = [];
beforeEach(() => {
  frames = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => frames.push(frame));
  vi.stubGlobal('cancelAnimationFrame', (handle: number) => frames.splice(handle - 1, 1));
});
afterEach(() => void vi.unstubAllGlobals());

const step = (at: number): StepEvent => ({
  ...{ type: 'step', step: at, totalSteps: 2000, epoch: 0, loss: 2000 - at, captionsPerSecond: 1, secondsLeft: 1 },
});

it('a thousand steps between two frames are one change of what is shown, and all are in the curve', () => {
  const run = createRunState(() => {});
  let shown = 0;
  const stop = effect(() => {
    void run.points.value;
    shown += 1;
  });
  for (let at = 1; at <= 1000; at++) run.take(step(at));
  expect([shown, frames.length, run.latest.value]).toEqual([1, 1, undefined]);
  frames.shift()?.();
  expect([shown, frames.length, run.latest.value?.step]).toEqual([2, 0, 1000]);
  expect(run.history.columns[0]).toHaveLength(1000);
  // What is no step is shown at once, with the steps before it.
  run.take(step(1001));
  run.take({ type: 'paused', step: 1001 });
  expect([shown, frames.length, run.latest.value?.step]).toEqual([3, 0, 1001]);
  stop();
});
