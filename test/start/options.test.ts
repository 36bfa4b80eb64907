import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesOfFolder } from '../../scripts/start/data_folder.ts';
import { requestOf } from '../../scripts/start/drive.ts';
import { readOptions } from '../../scripts/start/start_options.ts';
import { runRequestOf } from '../../src/client/run_request.ts';
import { DataError, OptionError } from '../../src/errors.ts';

describe('options of npm start', () => {
  it('become a run', () => {
    const line =
      '--data ../flickr8k --hidden 128 --batch=25 --lr 5e-3 --iterations 60 --cell rnn --sampling random --headless';
    const options = readOptions(line.split(' '));
    expect(options).toEqual({
      data: '../flickr8k',
      resume: false,
      browser: 'chromium',
      headless: true,
      node: false,
      run: { hiddenDim: 128, batchSize: 25, learningRate: 5e-3, iterations: 60, cellType: 'rnn', sampling: 'random' },
    });
    if (options === 'help') return;
    const request = requestOf(options);
    expect(request.source).toEqual({ kind: 'files', name: 'flickr8k' });
    expect(runRequestOf(`?run=${JSON.stringify(request)}`, true)).toEqual(request);
  });

  it('are all optional', () => {
    const none = { resume: false, browser: 'chromium', headless: false, node: false, run: {} };
    expect(readOptions([])).toEqual(none);
    expect(readOptions(['--pictures', '50'])).toEqual({ ...none, pictures: 50 });
    expect(readOptions(['--node'])).toEqual({ ...none, headless: true, node: true });
    expect(readOptions(['--features', 'pixels'])).toEqual({ ...none, features: 'pixels' });
    expect(readOptions(['--help'])).toBe('help');
  });

  it('configure regularisation, validation and checkpoints', () => {
    const line =
      '--word-dropout 0.2 --output-dropout .5 --clip-norm 5 --label-smoothing 0.1 --weight-decay 1e-4 --warmup 0' +
      ' --schedule plateau --scheduled-sampling 0.25 --validate-every 2 --validate-images 50 --patience 3' +
      ' --checkpoints kept --resume --browser firefox';
    expect(readOptions(line.split(' '))).toEqual({
      checkpoints: 'kept',
      resume: true,
      browser: 'firefox',
      headless: true,
      node: false,
      run: {
        wordDropout: 0.2,
        outputDropout: 0.5,
        clipNorm: 5,
        labelSmoothing: 0.1,
        weightDecay: 1e-4,
        warmupSteps: 0,
        schedule: 'plateau',
        scheduledSampling: 0.25,
        validateEvery: 2,
        validateImages: 50,
        patience: 3,
      },
    });
    const again = readOptions(['--checkpoints', 'kept', '--resume', '--epochs', '9']);
    if (again === 'help') return;
    const request = requestOf(again);
    expect(request).toEqual({ source: { kind: 'scenes' }, options: { numEpochs: 9 }, resume: true });
    expect(runRequestOf(`?run=${JSON.stringify(request)}`, true)).toEqual(request);
  });

  it('choose initial weights', () => {
    const options = readOptions('--weights a/best.safetensors --word-dropout 0.2'.split(' '));
    expect(options).toMatchObject({ weights: 'a/best.safetensors', run: { wordDropout: 0.2 } });
    if (options === 'help') return;
    const request = requestOf(options);
    expect(request).toEqual({ source: { kind: 'scenes' }, options: { wordDropout: 0.2 }, weights: true });
    expect(runRequestOf(`?run=${JSON.stringify(request)}`, true)).toEqual(request);
    const both = '--weights a.safetensors --checkpoints kept --resume'.split(' ');
    expect(() => readOptions(both)).toThrow(/--weights.*no --resume/);
  });

  it('choose the network to fine-tune, and its pictures', () => {
    const line = '--data x --photos p --cnn w.pth --finetune-cnn-after 0 --cnn-lr 1e-4';
    const options = readOptions(line.split(' '));
    const run = { finetuneCnnAfter: 0, cnnLearningRate: 1e-4 };
    expect(options).toMatchObject({ data: 'x', photos: 'p', cnn: 'w.pth', run });
    if (options === 'help') return;
    const request = requestOf(options);
    expect(request).toEqual({ source: { kind: 'files', name: 'x' }, options: run, network: true });
    expect(runRequestOf(`?run=${JSON.stringify(request)}`, true)).toEqual(request);
    const resumed = '--data x --photos p --checkpoints kept --resume'.split(' ');
    expect(readOptions(resumed)).toMatchObject({ photos: 'p', resume: true });
  });

  it.each([
    ['--foo', '--foo'],
    ['--toString', '--toString'],
    ['--resume', '--resume'],
    ['--data=', 'none'],
    ['--patience -1', '-1'],
    ['--word-dropout 1.5', '1.5'],
    ['--browser safari', 'safari'],
    ['--node --browser firefox', '--browser firefox'],
    ['--schedule linear', 'linear'],
    ['--hiden 3', '--hiden'],
    ['flickr8k', 'flickr8k'],
    ['-x', '-x'],
    ['--hidden', 'none'],
    ['--hidden --batch 3', '--batch'],
    ['--hidden 0', '0'],
    ['--hidden 1.5', '1.5'],
    ['--hidden x', 'x'],
    ['--lr', 'none'],
    ['--lr=', 'none'],
    ['--lr -1', '-1'],
    ['--lr-decay 2', '2'],
    ['--cell gru', 'gru'],
    ['--rule adagrad', 'adagrad'],
    ['--headless=1', '1'],
    ['--max-train 5', '--max-train 5'],
    ['--data x --pictures 5', '--pictures 5'],
    ['--data x --features pixels', '--features pixels'],
    ['--finetune-cnn-after 1 --cnn w', '--finetune-cnn-after 1'],
    ['--data x --finetune-cnn-after 1', '--finetune-cnn-after 1'],
    ['--data x --finetune-cnn-after -1 --cnn w', '--cnn w'],
    ['--data x --finetune-cnn-after -2 --cnn w', '-2'],
    ['--data x --cnn w', '--cnn w'],
    ['--data x --photos p', '--photos p'],
    ['--data x --cnn-lr 1', '--cnn-lr 1'],
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

  it('list the valid ones for an unknown one', () => {
    expect(() => readOptions(['--foo'])).toThrow(/--data, .*--hidden, .*--seed, .*--help, found --foo/);
    expect(() => readOptions(['--hiden', '5'])).toThrow(/expected one of --data, .*found --hiden/);
    expect(() => readOptions(['--hidden', '0'])).toThrow(/--hidden: expected a positive integer, found 0/);
  });
});

describe('the folder of --data', () => {
  it('gives the files that the page accepts', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fourgate-data-'));
    try {
      for (const name of ['coco2014_vocab.json', 'references.json', 'notes.txt'])
        writeFileSync(join(folder, name), '{}');
      const names = filesOfFolder(folder, false).map((path) => basename(path));
      expect(names.sort()).toEqual(['coco2014_vocab.json', 'references.json']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is a fault if a directory is in place of a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fourgate-data-'));
    mkdirSync(join(folder, 'coco2014_captions.h5'));
    expect(() => filesOfFolder(folder, false)).toThrow(/coco2014_captions\.h5: expected a file .*, found a folder/);
    rmSync(folder, { recursive: true });
  });

  it('is a fault if it does not exist, or contains no data', () => {
    expect(() => filesOfFolder('/no/such/folder', false)).toThrow(DataError);
    expect(() => filesOfFolder(import.meta.dirname, false)).toThrow(/options\.test\.ts/);
  });
});
