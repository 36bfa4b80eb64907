import { effect } from '@preact/signals';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createRunState } from '../../src/app/run_state.ts';
import { runDefaults } from '../../src/options/run_options.ts';
import type { StartedEvent, StepEvent } from '../../src/worker/protocol.ts';

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

it('a thousand steps between two frames cause one render, and all are in the curve', () => {
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

const started = (backend: 'webgpu' | 'cpu'): StartedEvent => ({
  ...{ type: 'started', adapter: { name: 'one', software: false }, backend, totalSteps: 2000 },
  ...{ options: { ...runDefaults, iterations: 2000 }, parameters: 1, expectedFirstLoss: 1 },
});

it.each([
  ['a run on WebGPU', { backend: 'webgpu' }, {}, 'webgpu', [true, true, false]],
  ['a run on the CPU', { backend: 'cpu' }, {}, 'cpu', [false, false, false]],
  ['a run that nothing is said of', {}, {}, 'webgpu', [true, true, false]],
  ['a checkpoint that is resumed, wherever its run was', {}, { resume: true }, 'webgpu', [false, true, false]],
] as const)('%s waits for the device until it is known to have taken a step', (_, options, how, backend, expected) => {
  const run = createRunState(() => {});
  run.load({ kind: 'scenes' });
  expect(run.preparing.value).toBe(true);
  run.take({ type: 'ready', webgpu: { name: 'one', software: false } });
  expect([run.phase.value, run.preparing.value]).toEqual(['loading', false]);
  run.start(options, how);
  const waits = [run.preparing.value];
  run.take(started(backend));
  waits.push(run.preparing.value);
  run.take(step(1));
  frames.shift()?.();
  expect([...waits, run.preparing.value]).toEqual(expected);
});
