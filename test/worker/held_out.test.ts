import { describe, expect, it } from 'vitest';
import { captionLines, datasetLines } from '../../scripts/start/report.ts';
import { heldOutNote } from '../../src/client/format.ts';
import type { RunOptions } from '../../src/options/run_options.ts';
import { Desk } from './desk.ts';
import { smallData } from './small_data.ts';

const options: RunOptions = {
  backend: 'cpu',
  hiddenDim: 6,
  wordvecDim: 4,
  batchSize: 8,
  iterations: 12,
  numEpochs: 90,
};

describe('a data set with only a training split', () => {
  const open = () => Desk.loaded(undefined, {}, smallData([]));

  it('is labelled as such on the page and in the terminal, and its pictures as those of train', async () => {
    const desk = await open();
    const [{ summary, pictures } = { summary: undefined, pictures: [] }] = desk.of('dataset');
    if (!summary) throw new Error('nothing was loaded');
    expect(summary).not.toHaveProperty('heldOut');
    expect(new Set(pictures.map(({ split }) => split))).toEqual(new Set(['train']));
    expect(heldOutNote(summary)).toContain('no split is held out');
    expect(datasetLines(summary).join('\n')).toContain('the pictures shown are training pictures');
    expect(captionLines(pictures).join('\n')).toContain('12 captions of train pictures');
    expect(captionLines(pictures).join('\n')).not.toContain('held-out');
  });

  it('is trained without any loss labelled validation', async () => {
    const desk = await open();
    await desk.run({ ...options, validateEvery: 1 });
    expect(desk.of('failed')).toEqual([]);
    expect(desk.of('validated')).toEqual([]);
    expect(desk.of('finished')).toHaveLength(1);
  });

  it.each([
    [{ patience: 2 }, 'run: patience'],
    [{ schedule: 'plateau' }, 'run: schedule'],
  ] as const)('refuses %o, which waits for validations', async (waiting, where) => {
    const desk = await open();
    await desk.run({ ...options, validateEvery: 1, ...waiting });
    expect(desk.of('failed')[0]).toMatchObject({ name: 'OptionError', fault: { where } });
    expect(desk.of('failed')[0]?.message).toContain('only the split train');
  });
});

describe('a data set with a split besides train', () => {
  it.each([
    [['val', 'test'], 'test', 'val'],
    [['val'], 'val', 'val'],
    [['dev'], 'dev', 'dev'],
  ])('%j shows %s and validates on %s', async (others, shown, validated) => {
    const desk = await Desk.loaded(undefined, {}, smallData(others));
    const [event] = desk.of('dataset');
    expect(event?.summary.heldOut).toBe(shown);
    expect(event && heldOutNote(event.summary)).toBeUndefined();
    await desk.run({ ...options, validateEvery: 1 });
    expect(desk.of('validated')[0]?.split).toBe(validated);
    expect(desk.of('finished')[0]?.pictures[0]?.split).toBe(shown);
  });
});
