import { signal } from '@preact/signals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createWatch } from '../../src/app/watch.ts';
import type { FailedEvent } from '../../src/worker/protocol.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const seconds = (count: number) => vi.advanceTimersByTime(1000 * count);
const loading = { type: 'loading', what: '', done: 0, total: 1 } as const;

describe('the silence of a worker', () => {
  it('is reported once it is unusual, and again each time it has lasted as long', () => {
    const { silence } = createWatch(signal(true));
    seconds(29);
    expect(silence.value).toBe(0);
    seconds(1);
    expect(silence.value).toBe(30);
    seconds(29);
    expect(silence.value).toBe(30);
    seconds(31);
    expect(silence.value).toBe(90);
  });

  it('ends with the next event, and starts again after it', () => {
    const watch = createWatch(signal(true));
    seconds(40);
    watch.take(loading);
    expect(watch.silence.value).toBe(0);
    seconds(29);
    expect(watch.silence.value).toBe(0);
    seconds(1);
    expect(watch.silence.value).toBe(30);
  });

  it('is not unusual while the worker is idle, and then needs no timer', () => {
    const busy = signal(false);
    const { silence } = createWatch(busy);
    seconds(100);
    expect([silence.value, vi.getTimerCount()]).toEqual([0, 0]);
    busy.value = true;
    seconds(30);
    expect(silence.value).toBe(30);
    busy.value = false;
    expect([silence.value, vi.getTimerCount()]).toEqual([0, 0]);
    busy.value = true;
    seconds(29);
    expect(silence.value).toBe(0);
  });
});

it('keeps the reason why a worker has ended, and no other fault', () => {
  const { ended, take } = createWatch(signal(false));
  const failed = (during: FailedEvent['during']) => ({ type: 'failed', during, name: '', message: '' }) as const;
  take(failed('run'));
  take(failed('uncaught'));
  expect(ended.value).toBeUndefined();
  take(failed('ended'));
  expect(ended.value).toEqual(failed('ended'));
});
