import { signal } from '@preact/signals';
import { describe, expect, it, vi } from 'vitest';
import { createCheckpointState } from '../../src/app/checkpoint_state.ts';
import { ago, isDone, progressInWords } from '../../src/app/checkpoint_words.ts';
import { runDefaults } from '../../src/options/run_options.ts';
import type { CheckpointSummary } from '../../src/runs/run_record.ts';
import type { KeptRun } from '../../src/runs/run_store.ts';
import type { DataSource } from '../../src/sources/data_source.ts';
import type { Command, DatasetSummary, Event } from '../../src/worker/protocol.ts';
import { fakeCheckpoint } from './fake_captions.ts';

const summary: DatasetSummary = {
  ...{ name: '', splits: [], vocabularySize: 5, captionLength: 5, featureLength: 2, seconds: 0 },
};
const dataset: Event = { type: 'dataset', summary, pictures: [] };
const overScenes = fakeCheckpoint({ kind: 'scenes', train: 400 });
const overFiles = fakeCheckpoint({ kind: 'files', name: 'flickr8k' });

const runsOf = (...runs: readonly KeptRun[]) => ({ type: 'runs', place: 'browser', runs }) as const;
const offerOf = (latest: CheckpointSummary) => ({ run: 'a', latest, best: false });

function setUp(kept?: CheckpointSummary) {
  const sent: Command[] = [];
  const run = {
    load: vi.fn(),
    start: vi.fn(),
    source: signal<DataSource['kind']>('scenes'),
    dataset: signal<DatasetSummary>(),
  };
  const state = createCheckpointState(
    (command) => sent.push(command),
    run,
    () => {},
  );
  if (kept) state.take(runsOf(offerOf(kept)));
  return { sent, run, state };
}

describe('continuing a run', () => {
  it('on Scenes: opens, loads the same Scenes, starts', () => {
    const { sent, run, state } = setUp(overScenes);
    state.continueFrom(offerOf(overScenes));
    expect(sent).toEqual([{ type: 'open', file: { run: 'a', which: 'latest' } }]);
    expect(run.load).not.toHaveBeenCalled();
    state.take({ type: 'opened', checkpoint: overScenes });
    expect(run.load).toHaveBeenCalledExactlyOnceWith({ kind: 'scenes', train: 400 });
    expect(run.start).not.toHaveBeenCalled();
    state.take(dataset);
    expect(run.start).toHaveBeenCalledExactlyOnceWith({}, { resume: true });
    state.take(dataset);
    expect(run.start).toHaveBeenCalledOnce();
  });

  it('on files: waits for them, also for a second attempt, and not for other data', () => {
    const { run, state } = setUp(overFiles);
    state.continueFrom(offerOf(overFiles));
    state.take({ type: 'opened', checkpoint: overFiles });
    expect(state.continuing.value).toBe('files');
    expect(run.load).not.toHaveBeenCalled();
    state.take(dataset);
    expect(run.start).not.toHaveBeenCalled();
    run.source.value = 'files';
    state.take({ type: 'failed', during: 'load', name: '', message: '' });
    expect(state.continuing.value).toBe('files');
    state.take(dataset);
    expect(run.start).toHaveBeenCalledExactlyOnceWith({}, { resume: true });
  });

  it('on files that are already loaded: starts', () => {
    const { run, state } = setUp(overFiles);
    run.source.value = 'files';
    run.dataset.value = summary;
    state.continueFrom(offerOf(overFiles));
    state.take({ type: 'opened', checkpoint: overFiles });
    expect(run.start).toHaveBeenCalledExactlyOnceWith({}, { resume: true });
  });

  it('finds the last kept run once the runs are known; without any the worker says what is missing', () => {
    const { sent, state } = setUp();
    state.continueLast({});
    expect(sent).toEqual([]);
    state.take(runsOf());
    expect(sent).toEqual([{ type: 'open', file: { run: '', which: 'latest' } }]);
    state.continueFrom('opened');
    expect(sent).toHaveLength(1);
  });

  it('waits for the last kept run while it is still being trained, as by a page that is being left', () => {
    const { sent, run, state } = setUp();
    state.continueLast({ numEpochs: 5 });
    state.take(runsOf({ run: 'a', best: false }));
    expect(sent).toEqual([]);
    state.take(runsOf(offerOf(overScenes)));
    state.take(runsOf(offerOf(overScenes)));
    expect(sent).toEqual([{ type: 'open', file: { run: 'a', which: 'latest' } }]);
    state.take({ type: 'opened', checkpoint: overScenes });
    state.take(dataset);
    expect(run.start).toHaveBeenCalledExactlyOnceWith({ numEpochs: 5 }, { resume: true });
  });

  it('ends at a checkpoint that cannot be opened, and reports it', () => {
    const { run, state } = setUp(overScenes);
    state.continueFrom(offerOf(overScenes));
    state.take({ type: 'failed', during: 'open', name: 'DataError', message: 'cut short' });
    expect([state.continuing.value, state.busy.value]).toEqual([undefined, false]);
    expect(state.fault.value?.message).toBe('cut short');
    state.take(dataset);
    expect(run.load).not.toHaveBeenCalled();
    expect(run.start).not.toHaveBeenCalled();
  });

  it('loads and starts nothing from an opened file until the user says so', () => {
    const { run, state } = setUp();
    state.open(new File([], 'a.safetensors'));
    state.take({ type: 'opened', checkpoint: overScenes });
    expect(state.opened.value).toBe(overScenes);
    expect(run.load).not.toHaveBeenCalled();
    state.continueFrom('opened', 2);
    state.take(dataset);
    expect(run.start).toHaveBeenCalledExactlyOnceWith({ numEpochs: 5 }, { resume: true });
  });

  it('deletes the requested run', () => {
    const { sent, state } = setUp(overScenes);
    state.forget('a');
    expect(sent).toEqual([{ type: 'forget', run: 'a' }]);
    state.take(runsOf());
    expect(state.kept.offers.value).toEqual([]);
  });
});

describe('what is reported as kept', () => {
  const began: Event = {
    ...{ type: 'started', adapter: { name: '', software: false }, backend: 'webgpu' },
    ...{ options: { ...runDefaults, iterations: 9 }, totalSteps: 9, parameters: 5, expectedFirstLoss: 1 },
  };

  it('is what this run kept last, as long as it exists', () => {
    const { state } = setUp(overScenes);
    const { now, offers } = state.kept;
    state.take(began);
    expect(now.value).toBeUndefined();
    state.take({ type: 'kept', run: 'b', step: 5, bestStep: 5 });
    expect(now.value).toMatchObject({ run: 'b', step: 5, best: true, bestStep: 5 });
    state.take({ type: 'kept', run: 'b', step: 7 });
    expect(now.value).toMatchObject({ step: 7, best: true, bestStep: 5 });
    expect(offers.value.map(({ run }) => run)).toEqual(['a']);
    state.take(runsOf({ run: 'b', best: false }, offerOf(overScenes)));
    expect(now.value).toMatchObject({ step: 7, best: false });
    state.take(runsOf(offerOf(overScenes)));
    expect(now.value).toBeUndefined();
    state.take({ type: 'kept', run: 'b', step: 9 });
    expect(now.value).toMatchObject({ step: 9, best: false });
  });

  it('is the opened state when a run is resumed, and nothing when another begins', () => {
    const { state } = setUp(overScenes);
    state.continueFrom(offerOf(overScenes));
    state.take({ type: 'opened', checkpoint: overScenes });
    state.take(dataset);
    state.take(began);
    expect(state.kept.now.value).toMatchObject({ run: 'a', step: 120, at: overScenes.training.savedAt });
    state.take(began);
    expect(state.kept.now.value).toBeUndefined();
  });

  it('is nothing until a save succeeds again', () => {
    const { state } = setUp();
    const full: Event = { type: 'failed', during: 'keep', name: 'StorageError', message: 'no room' };
    state.take(began);
    state.take(full);
    state.save('fourgate');
    state.take({ type: 'saved', name: 'a', bytes: new ArrayBuffer(1) });
    expect(state.kept.notKept.value).toBe(full);
    state.take({ type: 'kept', run: 'b', step: 5 });
    expect(state.kept.notKept.value).toBeUndefined();
  });
});

describe('a checkpoint in words', () => {
  it('states step, loss and data, and whether it is finished', () => {
    expect(progressInWords(overFiles)).toBe('step 120 of 200, loss 5.21, on flickr8k');
    const { training: _, ...weights } = overScenes;
    expect(progressInWords(weights)).toBeUndefined();
    expect([isDone(overScenes), isDone(weights)]).toEqual([false, false]);
    expect(isDone({ ...overScenes, training: { ...overScenes.training, step: 200 } })).toBe(true);
  });

  it.each([
    [10, 'just now'],
    [5 * 60, '5 minutes ago'],
    [90 * 60, '2 hours ago'],
    [86400, 'yesterday'],
    [-100, 'just now'],
  ])('%i seconds ago is %s', (seconds, words) => {
    expect(ago(1e12 - seconds * 1000, 1e12)).toBe(words);
  });
});
