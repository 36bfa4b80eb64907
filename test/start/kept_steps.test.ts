import { describe, expect, it } from 'vitest';
import { KeptSteps } from '../../scripts/start/kept_steps.ts';
import type { Event } from '../../src/worker/protocol.ts';

const step = (number: number) => ({ type: 'step', step: number }) as Event;
const kept = (number: number): Event => ({ type: 'kept', run: '', step: number });
const finished = (number: number, keptStep?: number) =>
  ({ type: 'finished', step: number, ...(keptStep !== undefined && { keptStep }) }) as Event;
const failed = (found: string): Event => {
  const fault = { where: 'runs/latest.safetensors', expected: 'room', found };
  return { type: 'failed', during: 'keep', name: 'StorageError', message: `all of ${found}`, fault };
};

function having(events: readonly Event[], resumed?: number): KeptSteps {
  const steps = new KeptSteps('runs', resumed);
  for (const event of events) steps.take(event);
  return steps;
}

describe("a command's final report on its checkpoints", () => {
  it('says where the last step is kept', () => {
    const steps = having([step(10), kept(10), step(20), kept(20), finished(20, 20)]);
    expect(steps.lines.join()).toMatch(/^kept +step 20 of this run is kept in runs, as latest\.safetensors: --resume/);
    expect(() => steps.check()).not.toThrow();
  });

  it('says what is kept of an interrupted run', () => {
    expect(having([step(10), kept(10), step(17)]).lines.join()).toContain('step 10 of this run');
    expect(having([step(3)]).lines.join()).toContain('nothing of this run is kept in runs');
    expect(having([]).lines).toEqual([]);
    expect(having([], 40).lines.join()).toContain('step 40 of this run');
  });

  it('is a fault if the last step is not kept, with the reason', () => {
    const full = [step(10), kept(10), step(20), failed('Error: ENOSPC')];
    expect(() => having([...full, finished(20, 10)]).check()).toThrow(
      /runs: expected step 20 to be kept, found Error: ENOSPC\. In the end step 10 of this run is kept in runs/,
    );
    const gone = [step(10), kept(10), finished(10)];
    expect(() => having(gone).check()).toThrow(/found that it no longer exists\. In the end nothing/);
  });

  it('is no fault if a later write replaced a failed one', () => {
    const steps = having([step(10), failed('Error: ENOSPC'), step(20), kept(20), finished(20, 20)]);
    expect(() => steps.check()).not.toThrow();
    expect(() => having([finished(20, 20)], 20).check()).not.toThrow();
  });
});
