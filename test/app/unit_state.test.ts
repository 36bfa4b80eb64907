import { signal } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import { createUnitState } from '../../src/app/unit_state.ts';
import type { Command, Event } from '../../src/worker/protocol.ts';
import { fakeSurvey } from './fake_explanation.ts';

function setUp() {
  const sent: Command[] = [];
  const model = signal(3);
  return { sent, model, units: createUnitState((command) => void sent.push(command), model) };
}

const failed = (during: 'survey' | 'describe' | 'ended'): Event => ({
  type: 'failed',
  during,
  name: '',
  message: 'no',
});

describe('a survey of the units', () => {
  it('is requested once at a time, and outdated when the model has changed', () => {
    const { sent, model, units } = setUp();
    units.ask();
    units.ask();
    expect(sent).toEqual([{ type: 'survey' }]);
    expect(units.busy.value).toBe(true);
    model.value = 4;
    units.take(fakeSurvey());
    expect([units.busy.value, units.outdated.value, units.survey.value?.captions]).toEqual([false, true, 64]);
    units.ask();
    units.take(fakeSurvey());
    expect(units.outdated.value).toBe(false);
  });

  it('that fails is a fault, and can be requested again; other failures do not count', () => {
    const { sent, units } = setUp();
    units.ask();
    units.take(failed('describe'));
    expect([units.busy.value, units.fault.value]).toEqual([true, undefined]);
    units.take(failed('survey'));
    expect([units.busy.value, units.fault.value?.message]).toEqual([false, 'no']);
    units.ask();
    units.take(fakeSurvey());
    expect([sent.length, units.fault.value]).toEqual([2, undefined]);
    units.ask();
    units.take(failed('ended'));
    expect([units.busy.value, units.fault.value]).toEqual([false, undefined]);
  });

  it.each(['started', 'opened', 'dataset'])('is discarded with its model: %s', (type) => {
    const { units } = setUp();
    units.ask();
    units.take(fakeSurvey());
    units.take({ type } as Event);
    expect(units.survey.value).toBe(undefined);
  });
});

describe('a followed unit', () => {
  it.each(['started', 'opened'])(
    'is followed no longer once there is another network, and that is said: %s',
    (type) => {
      const { units } = setUp();
      units.take({ type } as Event);
      expect(units.said.value).toBe('');
      units.follow(7);
      units.take({ type } as Event);
      expect([units.unit.value, units.said.value]).toEqual([
        undefined,
        'Unit 7 belonged to the network before: it is no longer followed.',
      ]);
      units.follow(3);
      expect([units.unit.value, units.said.value]).toEqual([3, '']);
    },
  );

  it.each(['dataset', 'captions', 'described', 'resumed'])('stays for the same network: %s', (type) => {
    const { units } = setUp();
    units.follow(7);
    units.take({ type } as Event);
    expect(units.unit.value).toBe(7);
  });

  it('is shown, and that is said, only where its numbers may be out of sight', () => {
    const { units } = setUp();
    units.follow(7);
    expect([units.shows.value, units.said.value]).toEqual([0, '']);
    units.show(7);
    const sentence = 'Unit 7 is followed: its numbers at each word are in the table below the strips.';
    expect([units.shows.value, units.said.value]).toEqual([1, sentence]);
    // A field that loses the focus says again what is there.
    units.follow(7);
    expect(units.said.value).toBe(sentence);
    units.follow(undefined);
    expect([units.shows.value, units.said.value, units.unit.value]).toEqual([1, '', undefined]);
  });
});
