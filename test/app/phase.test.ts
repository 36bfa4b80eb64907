import { describe, expect, it } from 'vitest';
import { allowed, isIdle, isTraining, type Phase, phaseAfter } from '../../src/app/phase.ts';
import type { FailedEvent } from '../../src/worker/protocol.ts';

const buttons = (phase: Phase) =>
  Object.entries(allowed(phase))
    .filter(([, works]) => works)
    .map(([name]) => name)
    .join(' ');

describe('phases', () => {
  it.each<[Phase, string]>([
    ['empty', ''],
    ['loading', ''],
    ['ready', 'start step'],
    ['starting', 'stop'],
    ['running', 'pause stop'],
    ['paused', 'resume step stop'],
    ['stopping', ''],
    ['finished', 'start step'],
    ['failed', 'start step'],
  ])('%s allows: %s', (phase, names) => {
    expect(buttons(phase)).toBe(names);
    // Data and options never change under a run, and a run is never lost without a warning.
    if (isTraining(phase)) expect(isIdle(phase)).toBe(false);
  });

  it('a stop is not undone by pending events', () => {
    expect(phaseAfter('stopping', { type: 'paused', step: 3 })).toBe('stopping');
    expect(phaseAfter('stopping', { type: 'resumed', step: 3 })).toBe('stopping');
  });

  it('a fault of the data discards them; a fault of a run keeps them', () => {
    const failed = (during: FailedEvent['during']): FailedEvent => ({ type: 'failed', during, name: '', message: '' });
    expect(phaseAfter('loading', failed('load'))).toBe('empty');
    expect(phaseAfter('running', failed('run'))).toBe('failed');
  });

  it.each(['open', 'save', 'evaluate', 'describe', 'explain', 'network'] as const)(
    'a fault of %s leaves the run as it is',
    (during) => {
      expect(phaseAfter('running', { type: 'failed', during, name: '', message: '' })).toBe('running');
    },
  );
});
