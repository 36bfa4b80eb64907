import { describe, expect, it } from 'vitest';
import { checkpointLines } from '../../scripts/start/report.ts';
import { decodeCheckpoint, encodeCheckpoint } from '../../src/checkpoint/checkpoint.ts';
import { CpuBackend } from '../../src/cpu/backend.ts';
import { CheckpointError } from '../../src/errors.ts';
import { OpenedCheckpoint } from '../../src/runs/opened_checkpoint.ts';
import { runRecordIn, summaryOfCheckpoint } from '../../src/runs/run_record.ts';
import { savedAt } from '../support/resume.ts';
import { savedAgain } from '../support/saved_again.ts';

const backend = new CpuBackend({ precision: 'float32' });
const checkpoint = decodeCheckpoint(await savedAt(backend, 'rnn', 3, {}), 'whole');
const good = { options: {}, source: { kind: 'scenes' }, totalSteps: 9, epoch: 1, savedAt: 1e12 };
const opened = async (run: unknown) =>
  (await OpenedCheckpoint.read(encodeCheckpoint({ ...checkpoint, notes: { run } }), 'file')).summary;

describe('notes of a run', () => {
  it('are read', async () => {
    const best = { cider: 0.5, epoch: 1, since: 0 };
    const files = { kind: 'files', name: 'coco', maxTrain: 50 };
    expect((await opened(good)).training).toMatchObject({ step: 3, totalSteps: 9, source: { kind: 'scenes' } });
    expect((await opened({ ...good, best, source: files })).training).toMatchObject({
      source: files,
      best: { cider: 0.5 },
    });
    const worst = { ...best, cider: Number.NEGATIVE_INFINITY };
    expect((await opened({ ...good, best: worst })).training?.best).toBeUndefined();
    // Without a record of validations, as earlier versions wrote it, and with one.
    expect(runRecordIn({ run: good })).not.toHaveProperty('validations');
    const validations = [
      { step: 3, loss: 7.5 },
      { step: 6, loss: 7, cider: 0.5 },
    ];
    expect(runRecordIn({ run: { ...good, validations } })).toEqual({ ...good, validations });
    expect((await opened(undefined)).training).toBeUndefined();
  });

  it('are shown with the loss that the page shows of a run: the mean of the last ten steps', () => {
    const lossAfter = (lossHistory: readonly number[]) => {
      const { training } = checkpoint;
      if (!training) throw new Error('the checkpoint is of a training');
      const whole = { ...checkpoint, training: { ...training, lossHistory }, notes: { run: good } };
      return summaryOfCheckpoint(whole, 'file', 1).training?.loss;
    };
    expect(lossAfter([90, 80, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3])).toBe(7.5);
    expect(lossAfter([3, 2])).toBe(2.5);
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
    ['.validations', { ...good, validations: {} }],
    [
      '.validations[1].step',
      {
        ...good,
        validations: [
          { step: 1, loss: 2 },
          { step: -1, loss: 2 },
        ],
      },
    ],
    ['.validations[0].cider', { ...good, validations: [{ step: 1, loss: 2, cider: null }] }],
    ['.validations[0].loss', { ...good, validations: [{ step: 1, loss: null }] }],
    ['.best.cider', { ...good, best: { cider: 'good', epoch: 1, since: 0 } }],
    ['.best.since', { ...good, best: { cider: 0.5, epoch: 1 } }],
  ])('that are invalid at notes.run%s are a CheckpointError', async (place, run) => {
    await expect(opened(run)).rejects.toThrow(CheckpointError);
    await expect(opened(run)).rejects.toThrow(`checkpoint: notes.run${place}: expected`);
  });
});

describe('a checkpoint that another program has saved again', () => {
  it('opens as weights, and every display of it says why', async () => {
    const again = savedAgain(encodeCheckpoint({ ...checkpoint, notes: { run: good } }), (metadata) => metadata);
    const { summary } = await OpenedCheckpoint.read(again, 'file');
    const { training, remark = '' } = summary;
    expect(training).toBeUndefined();
    expect(remark).toMatch(/cannot be trusted/);
    expect(checkpointLines(summary).join('\n')).toContain(remark);
    expect(Object.keys(await opened(good))).not.toContain('remark');
  });
});
