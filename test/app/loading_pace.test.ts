import { describe, expect, it } from 'vitest';
import { LoadingClock } from '../../src/app/loading_pace.ts';

const features = (done: number, what = 'computing features') => ({ type: 'loading', what, done, total: 1000 }) as const;

describe('the progress of loading', () => {
  it('is reported after three seconds, from what was done since it began', () => {
    const clock = new LoadingClock();
    // 480 were there from an earlier attempt.
    expect(clock.pace(features(480), 10_000)).toBeUndefined();
    expect(clock.pace(features(500), 12_000)).toBeUndefined();
    expect(clock.pace(features(520), 14_000)).toEqual({ perSecond: 10, secondsLeft: 48 });
    expect(clock.pace(features(1000), 60_000)).toBeUndefined();
  });

  it('restarts with another part, with the same part again, and after the end', () => {
    const clock = new LoadingClock();
    clock.pace(features(0), 0);
    expect(clock.pace(features(100), 5000)?.perSecond).toBe(20);
    expect(clock.pace(features(200, 'drawing'), 6000)).toBeUndefined();
    expect(clock.pace(features(400, 'drawing'), 16_000)?.perSecond).toBe(20);
    expect(clock.pace(features(0, 'drawing'), 17_000)).toBeUndefined();
    clock.end();
    expect(clock.pace(features(900, 'drawing'), 27_000)).toBeUndefined();
  });
});
