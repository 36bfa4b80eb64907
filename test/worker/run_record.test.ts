import { describe, expect, it } from 'vitest';
import { checkpointLines } from '../../scripts/start/report.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import { OpenedCheckpoint } from '../../src/runs/opened_checkpoint.ts';
import { savedAt } from '../support/resume.ts';
import { savedAgain } from '../support/saved_again.ts';

const backend = new CpuBackend({ precision: 'float32' });
const checkpoint = decodeCheckpoint(await savedAt(backend, 'rnn', 3, {}), 'whole');
const good = { options: {}, source: { kind: 'scenes' }, totalSteps: 9, epoch: 1, savedAt: 1e12 };
const opened = (run: unknown) =>
  new OpenedCheckpoint(encodeCheckpoint({ ...checkpoint, notes: { run } }), 'file').summary;

describe('notes of a run', () => {
  it('are read', () => {
    const best = { cider: 0.5, epoch: 1, since: 0 };
    const files = { kind: 'files', name: 'coco', maxTrain: 50 };
    expect(opened(good).training).toMatchObject({ step: 3, totalSteps: 9, source: { kind: 'scenes' } });
    expect(opened({ ...good, best, source: files }).training).toMatchObject({ source: files, best: { cider: 0.5 } });
    expect(opened({ ...good, best: { ...best, cider: Number.NEGATIVE_INFINITY } }).training?.best).toBeUndefined();
    expect(opened(undefined).training).toBeUndefined();
  });

  it.each([
    ['', 7],
    ['', null],
    ['', [good]],
    ['.options', { ...good, options: undefined }],
    ['.source', { ...good, source: 'scenes' }],
    ['.source.kind', { ...good, source: { kind: 'web' } }],
    ['.source.name', { ...good, source: { kind: 'files' } }],
    ['.totalSteps', { ...good, totalSteps: -1 }],
    ['.epoch', { ...good, epoch: 0.5 }],
    ['.savedAt', { ...good, savedAt: 'today' }],
    ['.best', { ...good, best: 0.5 }],
    ['.best.cider', { ...good, best: { cider: 'good', epoch: 1, since: 0 } }],
    ['.best.since', { ...good, best: { cider: 0.5, epoch: 1 } }],
  ])('that are broken at notes.run%s are a CheckpointError', (place, run) => {
    expect(() => opened(run)).toThrow(CheckpointError);
    expect(() => opened(run)).toThrow(`checkpoint: notes.run${place}: expected`);
  });
});

describe('a checkpoint that another program has saved again', () => {
  it('is open as weights, and everyone who shows it says why', () => {
    const again = savedAgain(encodeCheckpoint({ ...checkpoint, notes: { run: good } }), (metadata) => metadata);
    const { training, remark = '' } = new OpenedCheckpoint(again, 'file').summary;
    expect(training).toBeUndefined();
    expect(remark).toMatch(/not to be trusted/);
    expect(checkpointLines(new OpenedCheckpoint(again, 'file').summary).join('\n')).toContain(remark);
    expect(Object.keys(opened(good))).not.toContain('remark');
  });
});
