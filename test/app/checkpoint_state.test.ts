import { signal } from '@preact/signals';
import { describe, expect, it, vi } from 'vitest';
import { createCheckpointState } from '../../src/app/checkpoint_state.ts';
import { ago, isDone, progressInWords } from '../../src/app/checkpoint_words.ts';
import type { CheckpointSummary, Command, DataSource, DatasetSummary, Event } from '../../src/worker/protocol.ts';
import { fakeCheckpoint } from './fake_captions.ts';

const summary: DatasetSummary = {
  ...{ name: '', splits: [], vocabularySize: 5, captionLength: 5, featureLength: 2, seconds: 0 },
};
const dataset: Event = { type: 'dataset', summary, pictures: [] };
const overScenes = fakeCheckpoint({ kind: 'scenes', train: 400 });
const overFiles = fakeCheckpoint({ kind: 'files', name: 'flickr8k' });

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
  const ready = { type: 'ready', webgpu: { name: '', software: false } } as const;
  state.take(kept ? { ...ready, kept } : ready);
  return { sent, run, state };
}

describe('the way back into a run', () => {
  it('over scenes: opens, loads the same scenes, starts', () => {
    const { sent, run, state } = setUp(overScenes);
    state.continueFrom('kept');
    expect(sent).toEqual([{ type: 'open', file: 'kept' }]);
    expect(run.load).not.toHaveBeenCalled();
    state.take({ type: 'opened', checkpoint: overScenes });
    expect(run.load).toHaveBeenCalledExactlyOnceWith({ kind: 'scenes', train: 400 });
    expect(run.start).not.toHaveBeenCalled();
    state.take(dataset);
    expect(run.start).toHaveBeenCalledExactlyOnceWith({}, { resume: true });
    state.take(dataset);
    expect(run.start).toHaveBeenCalledOnce();
  });

  it('over files: waits for them, also for a second try, and not for other data', () => {
    const { run, state } = setUp(overFiles);
    state.continueFrom('kept');
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

  it('over files that are already there: starts', () => {
    const { run, state } = setUp(overFiles);
    run.source.value = 'files';
    run.dataset.value = summary;
    state.continueFrom('kept');
    state.take({ type: 'opened', checkpoint: overFiles });
    expect(run.start).toHaveBeenCalledExactlyOnceWith({}, { resume: true });
  });

  it('asks the worker also where none is known to be kept: it says what is missing', () => {
    const { sent, state } = setUp();
    state.continueFrom('kept');
    expect(sent).toEqual([{ type: 'open', file: 'kept' }]);
    state.continueFrom('opened');
    expect(sent).toHaveLength(1);
  });

  it('ends at a checkpoint that cannot be opened, and tells of it', () => {
    const { run, state } = setUp(overScenes);
    state.continueFrom('kept');
    state.take({ type: 'failed', during: 'open', name: 'DataError', message: 'cut short' });
    expect([state.continuing.value, state.busy.value]).toEqual([undefined, false]);
    expect(state.fault.value?.message).toBe('cut short');
    state.take(dataset);
    expect(run.load).not.toHaveBeenCalled();
    expect(run.start).not.toHaveBeenCalled();
  });

  it('a file that is opened loads and starts nothing until a person says so', () => {
    const { run, state } = setUp();
    state.open(new File([], 'a.safetensors'));
    state.take({ type: 'opened', checkpoint: overScenes });
    expect(state.opened.value).toBe(overScenes);
    expect(run.load).not.toHaveBeenCalled();
    state.continueFrom('opened', 2);
    state.take(dataset);
    expect(run.start).toHaveBeenCalledExactlyOnceWith({ numEpochs: 5 }, { resume: true });
  });

  it('forgets when asked', () => {
    const { sent, state } = setUp(overScenes);
    state.forget();
    expect(sent).toEqual([{ type: 'forget' }]);
    expect(state.kept.value).toBeUndefined();
  });
});

describe('a checkpoint in words', () => {
  it('tells step, loss and data, and whether it is done', () => {
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
