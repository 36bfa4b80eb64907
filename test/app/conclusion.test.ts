import { describe, expect, it } from 'vitest';
import { betterOf, conclusionOf, type Measure, measures } from '../../src/client/conclusion.ts';
import type { LoggedRun } from '../../src/client/logged_run.ts';

const run = (id: string, given: Partial<LoggedRun>, options: LoggedRun['settings']['options'] = {}): LoggedRun => ({
  ...{ id, settings: { source: { kind: 'scenes' }, options }, at: 0, end: 'finished', step: 939, totalSteps: 939 },
  ...{ curve: { steps: [], losses: [] }, validation: { steps: [], losses: [] } },
  ...given,
});
const lstm = run('a', { lastLoss: 5.56, absent: 0.298, cider: 3.1 }, { cellType: 'lstm' });
const rnn = run('b', { lastLoss: 5.92, absent: 0.464, cider: 3.4 }, { cellType: 'rnn' });
const names = ['first', 'second'] as const;

it('names the cell with the lower loss, and the one with fewer false captions', () => {
  const said =
    'The LSTM ended at a lower training loss: 5.56 against 5.92; it says less that is not there: 29.8 % against 46.4 %.';
  expect(conclusionOf([lstm, rnn], names)).toBe(said);
  expect(conclusionOf([rnn, lstm], names)).toBe(said);
});

it('says so where each is better at something', () => {
  const mixed = { ...rnn, absent: 0.1 };
  expect(conclusionOf([lstm, mixed], names)).toBe(
    'The LSTM ended at a lower training loss: 5.56 against 5.92; the RNN says less that is not there: 10.0 % against 29.8 %.',
  );
});

it('says of a run that was cut short how far it came, and not of one that finished early', () => {
  const stopped = { ...lstm, end: 'stopped', step: 778 } as const;
  expect(conclusionOf([stopped, rnn], names)).toMatch(
    /\. The LSTM ended after 778 of 939 steps, so it has trained less\.$/,
  );
  expect(conclusionOf([{ ...lstm, step: 778 }, rnn], names)).not.toContain('778');
});

it('calls runs of one cell by their names, and does not judge what is about the same or was not measured', () => {
  const alike = run('c', { lastLoss: 5.561, absent: 0.32 }, { cellType: 'lstm' });
  expect(conclusionOf([lstm, alike], names)).toBe(
    'Both ended at about the same training loss: 5.56 and 5.56; about the same share of captions say something that is not there: 29.8 % and 32.0 %.',
  );
  const worse = run('d', { lastLoss: 6 }, { cellType: 'lstm' });
  expect(conclusionOf([lstm, worse], names)).toBe('“first” ended at a lower training loss: 5.56 against 6.00.');
  expect(conclusionOf([lstm, run('f', {})], names)).toBe('No number was measured of both that would compare them.');
});

it('compares no losses of different kinds, and no runs on different data', () => {
  const smoothed = run('e', { lastLoss: 9, absent: 0.2 }, { cellType: 'rnn', labelSmoothing: 0.1 });
  expect(conclusionOf([lstm, smoothed], names)).toBe('The RNN says less that is not there: 20.0 % against 29.8 %.');
  const elsewhere = { ...rnn, settings: { ...rnn.settings, source: { kind: 'scenes', train: 50 } as const } };
  expect(conclusionOf([lstm, elsewhere], names)).toContain('The data of the two differ');
});

it('knows which way is better for each number', () => {
  const best = measures.map((measure) => [measure.label, betterOf(measure, [lstm, rnn])]);
  expect(best).toEqual([
    ['Loss at the start', undefined],
    ['Loss, last ten steps', 0],
    ['Loss, validation', undefined],
    ['CIDEr, validation', 1],
    ['Main object right, test', undefined],
    ['Mentions something not there, test', 0],
  ]);
});

describe('a difference counts', () => {
  const measure = (label: string) => measures.find((one) => one.label === label) as Measure;
  const on = (test: number | undefined, given: Partial<LoggedRun>) => ({
    ...run('x', given),
    settings: { source: { kind: 'scenes', ...(test && { test }) } as const, options: {} },
  });

  it.each([
    [49, undefined],
    [50, undefined],
    [51, 0],
  ])('beyond two standard errors for a share of pictures: 60 %% against 40 %% of %i', (pictures, best) => {
    // At 50 %, two standard errors are 2 √(0.25 · 2 / n): 20 points for 50 pictures.
    const pair = [on(pictures, { main: 0.6 }), on(pictures, { main: 0.4 })] as const;
    expect(betterOf(measure('Main object right, test'), pair)).toBe(best);
  });

  it('by the 500 pictures of Scenes where no other number is set', () => {
    const right = measure('Main object right, test');
    expect(betterOf(right, [on(undefined, { main: 0.982 }), on(undefined, { main: 0.976 })])).toBeUndefined();
    // Two standard errors at 97 % are 2 √(0.97 · 0.03 · 2 / 500) = 2.16 points.
    expect(betterOf(right, [on(undefined, { main: 0.9808 }), on(undefined, { main: 0.9592 })])).toBe(0);
    expect(betterOf(right, [on(undefined, { main: 0.9806 }), on(undefined, { main: 0.9594 })])).toBeUndefined();
  });

  it('where none of few pictures, or all, are right, only if the other run differs enough', () => {
    const absent = measure('Mentions something not there, test');
    expect(betterOf(absent, [on(100, { absent: 0 }), on(100, { absent: 0 })])).toBeUndefined();
    expect(betterOf(absent, [on(100, { absent: 0 }), on(100, { absent: 0.03 })])).toBeUndefined();
    expect(betterOf(absent, [on(100, { absent: 0 }), on(100, { absent: 0.05 })])).toBe(0);
  });

  it.each([
    ['Loss, last ten steps', { lastLoss: 97 }, { lastLoss: 100 }, undefined],
    ['Loss, last ten steps', { lastLoss: 96.9 }, { lastLoss: 100 }, 0],
    ['CIDEr, validation', { cider: 95 }, { cider: 100 }, undefined],
    ['CIDEr, validation', { cider: 94.9 }, { cider: 100 }, 1],
  ] as const)('in %s beyond a share of the higher value: %o against %o', (label, one, other, best) => {
    expect(betterOf(measure(label), [run('a', one), run('b', other)])).toBe(best);
  });
});
