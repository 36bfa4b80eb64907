import { expect, it } from 'vitest';
import { betterOf, conclusionOf, measures } from '../../src/client/conclusion.ts';
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
  const said = 'The LSTM ended lower: 5.56 against 5.92; it says less that is not there: 29.8 % against 46.4 %.';
  expect(conclusionOf([lstm, rnn], names)).toBe(said);
  expect(conclusionOf([rnn, lstm], names)).toBe(said);
});

it('says so where each is better at something', () => {
  const mixed = { ...rnn, absent: 0.1 };
  expect(conclusionOf([lstm, mixed], names)).toBe(
    'The LSTM ended lower: 5.56 against 5.92; the RNN says less that is not there: 10.0 % against 29.8 %.',
  );
});

it('calls runs of one cell by their names, and does not judge what looks alike or was not measured', () => {
  const alike = run('c', { lastLoss: 5.561 }, { cellType: 'lstm' });
  expect(conclusionOf([lstm, alike], names)).toBe('Both did equally well.');
  const worse = run('d', { lastLoss: 6 }, { cellType: 'lstm' });
  expect(conclusionOf([lstm, worse], names)).toBe('“first” ended lower: 5.56 against 6.00.');
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
    ['Says what is not there, test', 0],
  ]);
});
