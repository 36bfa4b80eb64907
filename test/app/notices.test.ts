import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createIntake } from '../../src/app/intake.ts';
import type { ShownFault } from '../../src/app/run_state.ts';
import { createSetupState } from '../../src/app/setup_state.ts';
import { createStore } from '../../src/app/store.ts';
import { runDefaults } from '../../src/options/run_options.ts';
import type { Event, FailedEvent } from '../../src/worker/protocol.ts';
import { fakeCheckpoint } from './fake_captions.ts';

beforeEach(() => {
  vi.stubGlobal('cancelAnimationFrame', () => {});
  vi.stubGlobal('reportError', (error: unknown) => expect.fail(String(error)));
  vi.stubGlobal('window', {});
});
afterEach(() => void vi.unstubAllGlobals());

/** The state of a page, and what its worker says. */
function setUp() {
  let say: (event: Event) => void = () => {};
  const store = createStore({
    send() {},
    listen: (listener) => {
      say = listener;
    },
  });
  const setup = createSetupState(store);
  return {
    store,
    setup,
    intake: createIntake(store, setup),
    say: (...events: readonly Event[]) => {
      for (const event of events) say(event);
    },
  };
}

const dataset: Event = {
  type: 'dataset',
  pictures: [],
  summary: {
    ...{ name: 'Scenes', vocabularySize: 9, captionLength: 17, featureLength: 4, seconds: 0 },
    splits: [{ name: 'train', images: 10, captions: 50 }],
  },
};
const opened: Event = { type: 'opened', checkpoint: fakeCheckpoint({ kind: 'scenes' }) };
const started: Event = {
  ...{ type: 'started', adapter: { name: 'one', software: false }, backend: 'cpu', totalSteps: 9, parameters: 1 },
  ...{ options: { ...runDefaults, iterations: 9 }, expectedFirstLoss: 1 },
};
const finished: Event = { type: 'finished', step: 9, stopped: true, seconds: 1, loss: 1, pictures: [] };
const kept: Event = { type: 'kept', run: 'a', step: 5 };
const failed = (during: FailedEvent['during'], fault?: Partial<NonNullable<ShownFault['fault']>>): FailedEvent => ({
  ...{ type: 'failed', during, name: 'Error', message: 'bad' },
  ...(fault && { fault: { where: 'there', expected: 'this', found: 'that', ...fault } }),
});

describe('what is said of a failure goes when it no longer holds', () => {
  it.each([
    ['a run that failed: another model is open', failed('run'), opened, true],
    ['a run that failed: nothing has changed', failed('run'), kept, false],
    ['data that cannot be used: a checkpoint does not help', failed('load'), opened, false],
    ['data that cannot be used: others are there', failed('load'), dataset, true],
  ] as const)('%s', (_, failure, after, gone) => {
    const { store, say } = setUp();
    say(dataset, failure);
    expect(store.run.fault.value).toEqual(failure);
    if (after.type === 'dataset') store.run.load({ kind: 'scenes' });
    say(after);
    expect(store.run.fault.value === undefined).toBe(gone);
  });

  it('of a setting: when that setting changes, and not with another', () => {
    const { store, setup, say } = setUp();
    say(dataset, failed('run', { option: 'hiddenDim' }));
    setup.settings.value = { ...setup.settings.value, batchSize: 9 };
    expect(store.run.fault.value).toBeDefined();
    setup.settings.value = { ...setup.settings.value, hiddenDim: 9 };
    expect(store.run.fault.value).toBeUndefined();
  });

  it('of the address: when any setting changes, and the address with it', () => {
    const { store, setup } = setUp();
    store.run.fault.value = failed('run', { where: 'address: hidden' });
    setup.settings.value = { ...setup.settings.value };
    expect(store.run.fault.value).toBeDefined();
    setup.settings.value = { ...setup.settings.value, batchSize: 9 };
    expect(store.run.fault.value).toBeUndefined();
  });

  it.each([
    ['of a run: once it can be', [started, failed('keep')], kept, true],
    ['of a run: another begins', [started, failed('keep')], started, true],
    ['of a run: other data took its place', [started, failed('keep')], dataset, true],
    ['of a run: a checkpoint took its place', [started, failed('keep')], opened, true],
    ['of a run: it has ended, and its state is in this tab alone', [started, failed('keep')], finished, false],
    ['of a place that nothing can be kept in', [failed('keep')], started, false],
  ] as const)('that something cannot be kept, %s', (_, before, after, gone) => {
    const { store, say } = setUp();
    say(...before, after);
    expect(store.checkpoints.kept.notKept.value === undefined).toBe(gone);
  });

  it.each([
    ['evaluate', 'evaluation', started],
    ['evaluate', 'evaluation', opened],
    ['survey', 'units', started],
    ['survey', 'units', opened],
    ['network', 'own', dataset],
    ['save', 'checkpoints', started],
    ['open', 'checkpoints', started],
  ] as const)('of %s: with another model, or other data', (during, state, after) => {
    const { store, say } = setUp();
    say(dataset, failed(during));
    expect(store[state].fault.value).toBeDefined();
    say(after);
    expect(store[state].fault.value).toBeUndefined();
  });

  it('of files that a run keeps from being opened: when it has ended', async () => {
    const { store, intake, say } = setUp();
    say(dataset, started);
    intake.take([new File(['x'], 'weights.npz')]);
    await vi.waitFor(() => expect(store.checkpoints.fault.value).toBeDefined());
    expect(intake.said.value.length).toBeGreaterThan(0);
    say(finished);
    expect([store.checkpoints.fault.value, intake.said.value]).toEqual([undefined, []]);
  });

  it('of files that were taken: when a run begins', () => {
    const { store, intake, say } = setUp();
    say(dataset);
    intake.takeNothing('text');
    expect(intake.said.value).toHaveLength(1);
    store.run.start({});
    expect(intake.said.value).toEqual([]);
  });
});
