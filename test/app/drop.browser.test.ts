import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, launchFirefox, SYSTEM_ACCESS } from '../../scripts/browsers.ts';
import { drop } from './drag.ts';
import { driven, open, useFakePage } from './fake_driven.ts';
import { dataFiles, writeTrialFiles } from './trial_files.ts';

describe.each([
  ['Chromium', [], launchChromium],
  ['Firefox', [SYSTEM_ACCESS], launchFirefox],
] as const)('in %s,', (_, args, launch) => {
  useFakePage(args, launch);

  let folder: string;
  beforeAll(async () => {
    folder = await writeTrialFiles();
  });
  afterAll(() => rm(folder, { recursive: true }));

  const dropFiles = (...names: string[]) => drop(driven.page, { files: names.map((name) => join(folder, name)) });

  /**
   * Commands since the page was opened, in order, each with the names of its files; without the first load, of Scenes, and without what
   * the page asks of a model by itself.
   */
  const asked = () =>
    driven.page.evaluate(() => {
      const looks = ['describe', 'explain', 'follow'];
      return window.heard.slice(1).flatMap((command) => {
        if (looks.includes(command.type)) return [];
        if (command.type === 'open') return `open ${'run' in command.file ? command.file.run : command.file.name}`;
        if (command.type !== 'load' || command.source.kind !== 'files') return command.type;
        return `load ${command.source.files
          .map(({ name }) => name)
          .sort()
          .join(' ')}`;
      });
    });

  /** What the page says of what was dropped, once it says so. */
  async function said(pattern: RegExp): Promise<string> {
    await driven.page.waitForFunction(
      (source) => new RegExp(source).test(document.querySelector('#said')?.textContent ?? ''),
      {},
      pattern.source,
    );
    return driven.text('#said');
  }

  const kindNow = () => driven.page.$eval('input[name=data]:checked', (input) => (input as HTMLInputElement).value);

  afterEach(async () => {
    expect(driven.errors).toEqual([]);
    await driven.close();
  });

  describe('what is dropped on an idle page', () => {
    it.each(['model.bin', 'weights.npz', 'model.pth', 'old.pt', 'row.npy', 'none.npz'])(
      '%s is opened: its bytes or its name promise weights, and their reader has the last word',
      async (name) => {
        await open('');
        await dropFiles(name);
        await said(/is open/);
        expect(await asked()).toEqual([`open ${name}`]);
        expect(await kindNow()).toBe('scenes');
      },
    );

    it('files of a data set are loaded', async () => {
      await open('');
      await dropFiles(...dataFiles);
      await said(/Taken for the data set: .* and 2 more files\./);
      expect(await asked()).toEqual([`load ${dataFiles.join(' ')}`]);
      expect(await kindNow()).toBe('files');
    });

    it('one of them is kept until the others arrive', async () => {
      await open('');
      const [first = '', ...others] = dataFiles;
      await dropFiles(first);
      await said(/Still missing: coco2014_vocab\.json/);
      expect(await asked()).toEqual([]);
      await dropFiles(...others);
      await said(/and 1 more file\./);
      expect(await asked()).toEqual([`load ${dataFiles.join(' ')}`]);
    });

    it('a folder is searched recursively', async () => {
      await open('');
      await dropFiles('set');
      expect(await said(/Taken/)).toMatch(/2 pictures taken.*notes\.txt was ignored/);
      expect(await asked()).toEqual(['pictures', `load ${dataFiles.join(' ')}`]);
      expect(await driven.text('.drop')).toContain('2 pictures');
    });

    it('pictures are kept, and change nothing else', async () => {
      await open('');
      await dropFiles('photo.jpg', 'photo.dat');
      await said(/2 pictures taken/);
      // The page says so before it has looked at them.
      await expect.poll(asked).toEqual(['pictures']);
      expect(await kindNow()).toBe('scenes');
    });

    it.each([
      ['notes.txt', /notes\.txt was ignored/],
      ['empty.txt', /empty\.txt was ignored/],
      ['features.h5', /features\.h5 was ignored.*named as in CS231n/],
      ['images.zip', /images\.zip was ignored.*unpack it first/],
      ['empty', /there is no file in that folder/],
    ])('%s is useless here: the page says why', async (name, why) => {
      await open('');
      await dropFiles(name);
      await said(why);
      expect([await asked(), await kindNow()]).toEqual([[], 'scenes']);
      expect(await driven.page.$('#start:not([aria-disabled=true])')).not.toBeNull();
    });

    it('several things at once: each finds its place, data before the weights that may need their words', async () => {
      await open('');
      await dropFiles('notes.txt', 'model.bin', 'photo.jpg', ...dataFiles, 'weights.npz');
      const sentences = await said(/is open/);
      expect(sentences).toMatch(/Only one checkpoint can be open: weights\.npz was ignored/);
      expect(sentences).toMatch(/1 picture taken.*notes\.txt was ignored.*model\.bin is open/);
      expect(await asked()).toEqual(['pictures', `load ${dataFiles.join(' ')}`, 'open model.bin']);
    });

    it.each([
      ['text/plain', 'a red circle'],
      ['text/uri-list', 'http://127.0.0.1:9/elsewhere.html'],
    ])('%s is not a file: the page stays, and says so', async (mimeType, data) => {
      await open('');
      const before = driven.page.url();
      await drop(driven.page, { items: [{ mimeType, data }] });
      await said(/not text or a link/);
      expect([driven.page.url(), await asked()]).toEqual([before, []]);
    });

    it('text is dropped into a field as usual', async () => {
      await open('');
      // Decoding is folded until there is a model.
      await driven.click('#later > summary');
      await drop(driven.page, { items: [{ mimeType: 'text/plain', data: 'of' }] }, '#decode-badEndings');
      await driven.page.waitForFunction(
        () => document.querySelector<HTMLInputElement>('#decode-badEndings')?.value === 'of',
      );
      expect(await driven.text('#said')).toBe('');
    });
  });

  describe('what is dropped while the page is busy', () => {
    const release = () => driven.page.evaluate(() => window.release());
    const openReady = async () => {
      await open('#fake=held', false);
      await release();
      await driven.next('dataset', 0);
    };

    it('loading: it waits, and is accepted afterwards', async () => {
      await open('#fake=held', false);
      await dropFiles(...dataFiles, 'model.bin');
      await said(/Data are loading; next:/);
      expect(await asked()).toEqual([]);
      await release();
      await said(/Taken for the data set: .*Opening model\.bin/);
      expect(await asked()).toEqual([`load ${dataFiles.join(' ')}`, 'open model.bin']);
    });

    it.each(['running', 'paused'])('%s: it is refused with a message, except pictures', async (phase) => {
      await openReady();
      await driven.click('#start');
      if (phase === 'paused') await driven.click('#pause');
      await driven.page.waitForSelector(`#state[data-phase=${phase}]`);
      const before = await asked();
      const mark = driven.events.length;
      await dropFiles(...dataFiles);
      await said(/and 2 more files were not taken, because a run is in progress/);
      await dropFiles('photo.jpg', 'notes.txt');
      await said(/1 picture taken.*notes\.txt was ignored/);
      await dropFiles('model.bin');
      await said(/^model\.bin was not taken/);
      expect(await driven.text('#checkpoint-fault')).toMatch(/a run is in progress.*Stop the run first/);
      expect(await driven.next('failed', mark)).toMatchObject({ during: 'open', fault: { where: 'model.bin' } });
      expect(await asked()).toEqual([...before, 'pictures']);
      expect(await driven.page.$eval('#state', (state) => (state as HTMLElement).dataset.phase)).toBe(phase);
    });

    it.each(['evaluating', 'describing'])('%s: it is queued until that is done', async (question) => {
      await openReady();
      await driven.click('#start');
      await driven.click('#stop');
      await driven.page.waitForSelector('#result');
      await driven.click(question === 'evaluating' ? '#evaluate' : '#grid .pick');
      const before = await asked();
      await dropFiles(...dataFiles, 'model.bin');
      await said(/Taken for the data set: .*Opening model\.bin/);
      expect((await asked()).slice(before.length)).toEqual([`load ${dataFiles.join(' ')}`, 'open model.bin']);
      await release();
      await said(/model\.bin is open/);
    });
  });
});
