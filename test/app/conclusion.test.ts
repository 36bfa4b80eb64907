import { describe, expect, it } from 'vitest';
import {
  betterOf,
  conclusionOf,
  type Measure,
  measuresOf,
  secondsAStep,
  timesInWords,
} from '../../src/client/conclusion.ts';
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
    'Both ended at the same training loss: 5.56; about the same share of captions say something that is not there: 29.8 % and 32.0 % (2.2 points apart; beyond 5.8 would count).',
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
  const best = measuresOf([lstm, rnn]).map((measure) => [measure.label, betterOf(measure, [lstm, rnn])]);
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
  type Pair = Parameters<typeof betterOf>[1];
  const measure = (label: string, pair: Pair = [lstm, rnn]) =>
    measuresOf(pair).find((one) => one.label === label) as Measure;
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
    expect(betterOf(measure('Main object right, test', pair), pair)).toBe(best);
  });

  it('by the 500 pictures of Scenes where no other number is set', () => {
    const right = measure('Main object right, test', [on(undefined, { main: 1 }), on(undefined, { main: 1 })]);
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

describe('a run that was stopped before all test pictures were captioned', () => {
  const validated = { step: 120, pictures: 200, main: 0.9, absent: 0.2 };
  const finished = run('a', { main: 0.95, absent: 0.1, validated: { ...validated, step: 939, absent: 0.12 } });
  const stopped = run('b', { end: 'stopped', step: 150, lastLoss: 7, validated: { ...validated, absent: 0.4 } });
  const valuesOf = (pair: Parameters<typeof measuresOf>[0], label: string) =>
    measuresOf(pair).flatMap((measure) =>
      measure.label.startsWith(label) ? [measure.label, ...pair.map(measure.of)] : [],
    );

  it('is compared by the last validation of both, of whose step it is', () => {
    expect(valuesOf([finished, stopped], 'Mentions')).toEqual([
      'Mentions something not there, validation',
      { step: 939, pictures: 200, main: 0.9, absent: 0.12, value: 0.12 },
      { step: 120, pictures: 200, main: 0.9, absent: 0.4, value: 0.4 },
    ]);
    expect(conclusionOf([finished, stopped], names)).toBe(
      '“first” says less that is not there, in validation after steps 939 and 120: 12.0 % against 40.0 %. “second” ended after 150 of 939 steps, so it has trained less.',
    );
  });

  it('is compared by the pictures shown where nothing was validated', () => {
    const check = { main: true, absent: [{ phrase: 'a', word: 0 }], sentence: true };
    const picture = { split: 'test', image: 0, reference: 'a', caption: 'a' };
    const captions = (step: number, absent: typeof check.absent) => ({
      step,
      pictures: [
        { ...picture, check: { ...check, absent } },
        { ...picture, check: { ...check, main: false } },
        picture,
      ],
    });
    const pair = [
      { ...finished, captions: captions(939, []) },
      run('b', { end: 'stopped', step: 9, captions: captions(9, check.absent) }),
    ] as const;
    expect(valuesOf(pair, 'Main')).toEqual([
      'Main object right, pictures shown',
      { step: 939, pictures: 2, value: 0.5 },
      { step: 9, pictures: 2, value: 0.5 },
    ]);
    expect(conclusionOf(pair, names)).toContain(
      'About the same share of captions say something that is not there, in the 2 pictures shown after steps 939 and 9: 50.0 % and 100.0 %',
    );
  });

  it('shows what the other was measured on where it was not measured at all', () => {
    expect(valuesOf([finished, run('c', {})], 'Main')).toEqual([
      'Main object right, test',
      { step: 939, pictures: 500, value: 0.95 },
      undefined,
    ]);
  });
});

it('says after which step the last validation was', () => {
  const early = run('a', { cider: 3, validation: { steps: [60, 120], losses: [9, 8] } });
  const steps = measuresOf([early, early]).flatMap(({ label, of }) => {
    const measured = of(early);
    return measured ? [[label, measured.step]] : [];
  });
  expect(steps).toEqual([
    ['Loss, validation', 120],
    ['CIDEr, validation', 120],
  ]);
});

describe('the times of two runs', () => {
  const timed = (step: number, seconds: number | undefined, backend: 'cpu' | 'webgpu' = 'cpu') =>
    run('t', { step, ...(seconds !== undefined && { seconds }) }, { backend });

  it.each([
    ['compare as they stand after as many steps on one backend', [timed(60, 3), timed(60, 9)], undefined],
    ['say nothing where one is not known', [timed(60, 3), timed(90, undefined)], undefined],
    [
      'are of so many steps each',
      [timed(60, 3), timed(2000, 9)],
      'The times differ in what they measure: they trained for 60 and 2,000 steps. Compare their times per step.',
    ],
    [
      'are of two backends',
      [timed(60, 3, 'webgpu'), timed(60, 9)],
      'The times differ in what they measure: the first ran on WebGPU and the second on the CPU. Neither their times nor their times per step compare the networks.',
    ],
  ] as const)('%s', (_, pair, said) => {
    expect(timesInWords(pair)).toBe(said);
  });

  it('are divided by the steps, unless some of these are another run’s', () => {
    expect(secondsAStep(timed(60, 3))).toBe(0.05);
    expect(secondsAStep({ ...timed(60, 3), resumed: true })).toBeUndefined();
    expect(secondsAStep(timed(60, undefined))).toBeUndefined();
  });
});
