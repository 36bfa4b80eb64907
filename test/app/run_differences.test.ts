import { expect, it } from 'vitest';
import type { PageSettings } from '../../src/client/address.ts';
import { settingsIn } from '../../src/client/address.ts';
import type { LoggedRun } from '../../src/client/logged_run.ts';
import { differencesOf, nameOf, namesOfPair } from '../../src/client/run_differences.ts';
import { fileDefaults, pixelDefaults } from '../../src/options/run_options.ts';

const from = (query: string): PageSettings =>
  settingsIn(new URLSearchParams(query)) ?? { source: { kind: 'scenes' }, options: {} };

it.each([
  ['', 'LSTM'],
  ['?cell=rnn&lr=0.01', 'RNN, lr 0.01'],
  ['?cell=lstm&hidden=128', 'LSTM'],
  ['?pictures=400&schedule=cosine', 'LSTM, pictures 400, schedule Cosine'],
  ['?lr=0.01&hidden=64&batch=10&epochs=2&wordvec=8', /^LSTM, [^,]*, [^,]*, [^,]*, 2 more$/],
])('a run with %s is named by what differs from the defaults', (query, name) => {
  expect(nameOf(from(query))).toMatch(name instanceof RegExp ? name : new RegExp(`^${name}$`));
});

it('compares with the defaults of the data', () => {
  expect(nameOf({ source: { kind: 'scenes', features: 'pixels' }, options: pixelDefaults })).toBe(
    'LSTM, features Pixels',
  );
  expect(nameOf({ source: { kind: 'files', name: 'coco' }, options: fileDefaults })).toBe(
    'LSTM, CS231n files, folder coco',
  );
});

it('two runs differ in the values of their settings, not in how they were written', () => {
  expect(differencesOf(from(''), from('?hidden=128'))).toEqual([]);
  expect(differencesOf(from('?lr=0.01'), from('?cell=rnn&pictures=400'))).toEqual([
    { label: 'Cell', values: ['LSTM', 'RNN'] },
    { label: 'Learning rate', values: ['0.01', '0.005'] },
    { label: 'Training pictures', values: ['–', '400'] },
  ]);
});

it('two runs are called by their cells beside each other, where only those tell them apart and nobody has named them', () => {
  const run = (id: string, query: string, name?: string) =>
    ({ id, settings: from(query), ...(name && { name }) }) as LoggedRun;
  const names = new Map([
    ['a', 'LSTM, lr 0.01'],
    ['b', 'RNN, lr 0.01'],
  ]);
  const lstm = run('a', 'lr=0.01');
  const own = ['LSTM, lr 0.01', 'RNN, lr 0.01'];
  expect(namesOfPair([lstm, run('b', 'lr=0.01&cell=rnn')], names)).toEqual(['LSTM', 'RNN']);
  expect(namesOfPair([lstm, run('b', 'lr=0.02&cell=rnn')], names)).toEqual(own);
  expect(namesOfPair([lstm, run('b', 'lr=0.02')], names)).toEqual(own);
  expect(namesOfPair([lstm, run('b', 'lr=0.01&cell=rnn', 'RNN, lr 0.01')], names)).toEqual(own);
});
