import { describe, expect, it } from 'vitest';
import { filesOfFolder } from '../../scripts/start/data_folder.ts';
import { requestOf } from '../../scripts/start/drive.ts';
import { readOptions } from '../../scripts/start/options.ts';
import { runRequestOf } from '../../src/app/run_request.ts';
import { DataError, OptionError } from '../../src/errors.ts';

describe('options of npm start', () => {
  it('become a run', () => {
    const line =
      '--data ../flickr8k --hidden 128 --batch=25 --lr 5e-3 --iterations 60 --cell rnn --sampling random --headless';
    const options = readOptions(line.split(' '));
    expect(options).toEqual({
      data: '../flickr8k',
      headless: true,
      run: { hiddenDim: 128, batchSize: 25, learningRate: 5e-3, iterations: 60, cellType: 'rnn', sampling: 'random' },
    });
    if (options === 'help') return;
    const request = requestOf(options);
    expect(request.source).toEqual({ kind: 'files', name: 'flickr8k' });
    expect(runRequestOf(`?run=${JSON.stringify(request)}`)).toEqual(request);
  });

  it('are all optional', () => {
    expect(readOptions([])).toEqual({ headless: false, run: {} });
    expect(readOptions(['--pictures', '50'])).toEqual({ headless: false, pictures: 50, run: {} });
    expect(readOptions(['--help'])).toBe('help');
  });

  it.each([
    ['--foo', '--foo'],
    ['--hiden 3', '--hiden'],
    ['flickr8k', 'flickr8k'],
    ['-x', '-x'],
    ['--hidden', 'none'],
    ['--hidden --batch 3', '--batch'],
    ['--hidden 1.5', '1.5'],
    ['--hidden x', 'NaN'],
    ['--lr', 'none'],
    ['--lr=', 'NaN'],
    ['--lr -1', '-1'],
    ['--lr-decay 2', '2'],
    ['--cell gru', 'gru'],
    ['--rule adagrad', 'adagrad'],
    ['--headless=1', '1'],
    ['--max-train 5', '--max-train 5'],
    ['--data x --pictures 5', '--pictures 5'],
  ])('%s is an error that names it', (line, found) => {
    let caught: unknown;
    try {
      readOptions(line.split(' '));
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(OptionError);
    expect((caught as OptionError).fault.found).toBe(found);
  });

  it('an unknown one lists those there are', () => {
    expect(() => readOptions(['--foo'])).toThrow(/--data, .*--hidden, .*--seed, .*--help, found --foo/);
  });
});

describe('the folder of --data', () => {
  it('is a fault when it is not there, or holds nothing of use', () => {
    expect(() => filesOfFolder('/no/such/folder', false)).toThrow(DataError);
    expect(() => filesOfFolder(import.meta.dirname, false)).toThrow(/options\.test\.ts/);
  });
});
