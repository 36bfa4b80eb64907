import { describe, expect, it } from 'vitest';
import { PREFIX } from '../../src/app/page_storage.ts';
import { count, driven, heard, open, texts, useFakePage } from './fake_driven.ts';
import { check, forgetRunsAfterEach, listed, rows } from './listed_runs.ts';

useFakePage();
forgetRunsAfterEach();

const inPhase = (phase: string) => driven.page.waitForSelector(`#state[data-phase=${phase}]`);
const names = () =>
  driven.page.$$eval('table.runs input.name', (inputs) => inputs.map((input) => (input as HTMLInputElement).value));
const runToEnd = async () => {
  const from = driven.events.length;
  await driven.click('#start');
  await driven.next('finished', from);
};

describe('the list of runs', () => {
  it('names each run by what differs, states its result, and survives a reload', async () => {
    await open('');
    expect(await count(rows)).toBe(0);
    await runToEnd();
    await listed(1);
    await driven.page.select('#set-cellType', 'rnn');
    await driven.click('#step');
    await driven.click('#stop');
    await listed(2);
    expect(await names()).toEqual(['RNN', 'LSTM']);
    expect(await texts('table.runs thead th')).toEqual([
      ...['run', 'curve', 'compare', 'first loss', 'last loss', 'loss, val', 'CIDEr, val'],
      ...['main object right, test', 'mentions something not there, test', 'steps', 'time'],
    ]);
    const [stopped, finished] = await texts(`${rows} th .muted`);
    expect(stopped).toMatch(/ · stopped · Cell RNN instead of LSTM$/);
    expect(finished).not.toContain('·');
    const cells = (await texts(`${rows}:last-child td`)).slice(2, -1);
    expect(cells).toEqual(['41.17', '4.42', '6.63', '0.830', '94.2 %', '7.2 %', '200', '0:12']);
    await driven.page.reload();
    await listed(2);
    expect(await names()).toEqual(['RNN', 'LSTM']);
    // Their curves are behind a run that is still to come.
    expect(await texts('#curve .legend > *')).toEqual(['earlier runs:', 'RNN', 'LSTM']);
  });

  it('can be renamed and thinned out by keyboard; deleting asks', async () => {
    await open('');
    await runToEnd();
    await listed(1);
    await runToEnd();
    await listed(2);
    expect(await names()).toEqual(['LSTM (2)', 'LSTM']);
    await driven.page.focus('table.runs input.name');
    await driven.page.$eval('table.runs input.name', (input) => (input as HTMLInputElement).select());
    await driven.page.keyboard.type('the second');
    await driven.page.keyboard.press('Tab');
    await driven.page.waitForSelector('button[aria-label="Delete the second"]');
    await driven.page.reload();
    await listed(2);
    expect(await names()).toEqual(['the second', 'LSTM']);
    // An empty name stands for the default one.
    await driven.page.$eval('table.runs input.name', (input) => (input as HTMLInputElement).select());
    await driven.page.keyboard.press('Backspace');
    await driven.page.keyboard.press('Tab');
    await driven.page.waitForSelector('button[aria-label="Delete LSTM (2)"]');
    const asked: string[] = [];
    driven.page.on('dialog', (dialog) => asked.push(dialog.message()));
    await driven.page.focus('button[aria-label="Delete LSTM (2)"]');
    await driven.page.keyboard.press('Enter');
    await listed(1);
    expect(asked).toEqual([expect.stringContaining('Delete “LSTM (2)”')]);
    await driven.page.reload();
    await listed(1);
  });

  it('contains a run that failed, and one that a reload interrupted', async () => {
    await open('#fake=lost');
    await driven.click('#start');
    await inPhase('failed');
    await listed(1);
    expect(await texts(`${rows} th .muted`)).toEqual([expect.stringMatching(/ · failed$/)]);
    await driven.close();
    await open('#fake=held', false);
    await driven.page.evaluate(() => window.release());
    // Runs are listed by code that is loaded later.
    await listed(1);
    await driven.click('#start');
    await driven.next('step', 0, ({ step }) => step >= 30);
    await driven.page.reload();
    await listed(2);
    expect((await texts(`${rows} th .muted`))[0]).toMatch(/ · interrupted/);
  });

  it("contains an interrupted and resumed run only once, under the user's name for it", async () => {
    await open('#fake=reloaded');
    const paused = driven.clickAt(45, '#pause');
    await driven.click('#start');
    await paused;
    // Runs are listed by code that is loaded later.
    await driven.page.waitForSelector('#runs .copy');
    await driven.page.reload();
    await listed(1);
    expect((await texts(`${rows} th .muted`))[0]).toMatch(/ · interrupted$/);
    await driven.page.$eval('table.runs input.name', (input) => {
      (input as HTMLInputElement).value = 'mine';
      input.dispatchEvent(new Event('change', { bubbles: true }));
    });
    const from = driven.events.length;
    await driven.click('#continue');
    await driven.next('started', from);
    // It is not behind itself.
    await driven.page.waitForFunction(() => !document.querySelector('#curve .key.behind'));
    await driven.next('finished', from);
    await driven.page.waitForFunction(
      (at) => document.querySelector(at)?.textContent === '200',
      {},
      `${rows} td:nth-of-type(9)`,
    );
    await listed(1);
    expect((await texts(`${rows} th .muted`))[0]).not.toMatch(/·/);
    expect(await names()).toEqual(['mine']);
    // How long it took until then is not known.
    expect((await texts(`${rows} td`)).slice(2, -1)).toEqual([
      ...['41.17', '4.42', '6.63', '0.830'],
      ...['94.2 %', '7.2 %', '200', '–'],
    ]);
  });

  it('ignores damaged entries, says so, and deletes them on request', async () => {
    await open('');
    await driven.page.evaluate((prefix) => localStorage.setItem(`${prefix}bad`, '{"id":"bad"'), PREFIX);
    await driven.page.reload();
    await driven.page.waitForSelector('#runs-damaged');
    expect(await driven.text('#runs-damaged')).toContain('One entry of the list cannot be read');
    expect(await count(rows)).toBe(0);
    await driven.click('#runs-damaged button');
    await driven.page.waitForFunction(() => !document.querySelector('#runs-damaged'));
    expect(await driven.page.evaluate(() => localStorage.length)).toBe(0);
  });

  it('works in memory if the storage is full or absent, and says so', async () => {
    await open('');
    await driven.page.evaluate(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    await runToEnd();
    await listed(1);
    expect(await driven.text('#runs-not-kept')).toMatch(/no room left: 1 run /);
    await driven.page.evaluateOnNewDocument(() => {
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    });
    await driven.page.reload();
    await driven.page.waitForSelector('#state[data-phase=ready]');
    await runToEnd();
    await listed(1);
    expect(await driven.text('#runs-not-kept')).toMatch(/keep nothing: 1 run /);
    await driven.page.evaluate(() => Object.defineProperty(window, 'localStorage', { value: { clear() {} } }));
  });
});

describe('two runs', () => {
  it('with both cells take one click: the second begins when the first has finished, and both are shown side by side', async () => {
    await open('?lr=0.01');
    await driven.click('#other-cell');
    await driven.page.waitForSelector('#comparison');
    const starts = await heard('start');
    expect(starts.map((one) => 'options' in one && [one.options.cellType, one.options.learningRate])).toEqual([
      ['lstm', 0.01],
      ['rnn', 0.01],
    ]);
    expect(await names()).toEqual(['RNN, lr 0.01', 'LSTM, lr 0.01']);
    await driven.page.waitForSelector('#curve .plot[aria-label="Curves of the loss of LSTM and of RNN"]');
    expect(await texts('#curve .legend .key')).toEqual(['LSTM', 'RNN']);
    await driven.page.waitForSelector('#validation');
    expect((await texts('#validation h2'))[0]).toBe(
      'Validation of “RNN, lr 0.01”, the last run, on 200 of 500 val pictures',
    );
    expect(await texts('#validated-on')).toEqual([
      'As many as the setting “Validate on” says, evenly spread: fewer pictures keep a validation short.',
    ]);
    expect(await texts('#comparison .differs :is(th, td)')).toEqual(['Cell', 'LSTM', 'RNN']);
    const [first, second] = (await texts('#comparison tbody tr:nth-child(3) td')).map(Number.parseFloat);
    expect(first).toBeLessThan(second ?? 0);
    // The fake's RNN learns more slowly, and is scored alike.
    expect(await driven.text('#conclusion')).toBe(
      `The LSTM ended at a lower training loss: ${first} against ${second?.toFixed(2)}; the same share of captions say something that is not there: 7.2 %.`,
    );
    expect(await texts('#comparison tr:has(.better) th')).toEqual(['Loss, last ten steps lower is better']);
    expect(await texts('#comparison .better')).toEqual([`${first} ★`]);
    await driven.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
    await driven.page.evaluate(() => scrollTo(0, 0));
    await driven.click('#to-comparison');
    await driven.page.waitForFunction(() => {
      const [bar, table] = ['.run', '#comparison h3'].map((one) =>
        document.querySelector(one)?.getBoundingClientRect(),
      );
      return bar && table && table.top > bar.bottom && table.top < bar.bottom + 40;
    });
  });

  it('stand with the captions of both below one another, picture by picture, also after a reload', async () => {
    await open('');
    await driven.click('#other-cell');
    await driven.page.waitForSelector('#caption-pairs li');
    const headings = () => texts('#caption-pairs h4');
    // The RNN of the fake is wrong about every fifth picture: those come first.
    const wanted = [5, 10, 1, 2, 3, 4, 6, 7, 8, 9, 11, 12].map((image) => `Picture ${image + 1} of test`);
    expect(await headings()).toEqual(wanted);
    expect(await driven.text('#caption-pairs > p')).toBe(
      'The two captions differ in what they say of 2 of 12 pictures. Bold words say what the other caption does not ' +
        '(“big” and “large” say the same), underlined ones do not fit the picture.',
    );
    expect(await texts('#caption-pairs .legend > span')).toEqual([
      'LSTM, after step 200: main object right in 12 of 12, something not there in 3',
      'RNN, after step 200: main object right in 10 of 12, something not there in 3',
    ]);
    expect((await texts('#marks > span')).at(-1)).toBe(
      '? 2 of 12: not a grammatical caption; words that form no phrase are not judged',
    );
    const first = '#caption-pairs li:first-child';
    expect(await texts(`${first} .key`)).toEqual(['LSTM', 'RNN']);
    expect(await texts(`${first} .caption`)).toEqual(['there is a green ring on the left', 'a a a']);
    expect(await texts(`${first} .only`)).toEqual(['there is', 'green ring on the left', 'a a']);
    // Lighter than the card in the dark: what is darker reads as blacked out.
    await driven.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    const [card = 0, bold = 0] = await driven.page.$$eval('#runs, #caption-pairs li .only', (all) =>
      all.map((one) =>
        (getComputedStyle(one).backgroundColor.match(/\d+/g) ?? []).reduce((sum, n) => sum + Number(n), 0),
      ),
    );
    expect(bold).toBeGreaterThan(card);
    expect(await texts(`${first} .hidden`)).toEqual([
      'Only here: “there is”, “green ring on the left”.',
      'Only here: “a a”.',
    ]);
    expect(await texts(`${first} .mark`)).toEqual(['✓', '✗', '?']);
    expect(await texts('#caption-pairs li:last-child .only')).toEqual([]);
    expect(await driven.text('#caption-pairs li:last-child .of-picture')).toContain('Both say the same.');
    // What is different is not told by colour alone.
    const weightsOf = (selector: string) =>
      driven.page.$$eval(selector, (all) => all.map((one) => Number(getComputedStyle(one).fontWeight)));
    expect(Math.max(...(await weightsOf(`${first} .caption`)))).toBe(400);
    expect(Math.min(...(await weightsOf(`${first} .only`)))).toBeGreaterThanOrEqual(600);
    await driven.page.setViewport({ width: 390, height: 844 });
    const [one, other] = await driven.page.$$eval(`${first} .by-one`, (all) =>
      all.map((half) => half.getBoundingClientRect().toJSON() as DOMRect),
    );
    expect(other?.top).toBeGreaterThanOrEqual(one?.bottom ?? Number.NaN);
    expect(await driven.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await driven.page.reload();
    await listed(2);
    for (const name of ['LSTM', 'RNN']) await check(`Compare ${name}`);
    await driven.page.waitForSelector('#caption-pairs li');
    expect(await headings()).toEqual(wanted);
  });

  it('have no captions side by side where one is of an earlier version, or their pictures are others: the page says why', async () => {
    await open('');
    for (const seed of ['', '?scenes-seed=5']) {
      await driven.page.evaluate((query) => history.replaceState(null, '', `${location.pathname}${query}`), seed);
      await driven.page.reload();
      await driven.page.waitForSelector('#state[data-phase=ready]');
      await runToEnd();
    }
    await listed(2);
    const [later = '', earlier = ''] = await names();
    for (const name of [earlier, later]) await check(`Compare ${name}`);
    await driven.page.waitForSelector('#caption-pairs');
    expect(await driven.text('#caption-pairs p')).toContain('drawn from different seeds');
    expect(await count('#caption-pairs li')).toBe(0);
    await driven.page.evaluate((prefix) => {
      for (const [key, text] of Object.entries(localStorage)) {
        if (!key.startsWith(prefix)) continue;
        const { captions: _, ...old } = JSON.parse(text) as Record<string, unknown>;
        localStorage.setItem(key, JSON.stringify(old));
      }
    }, PREFIX);
    await driven.page.reload();
    await listed(2);
    expect(await count('#runs-damaged')).toBe(0);
    for (const name of [earlier, later]) await check(`Compare ${name}`);
    await driven.page.waitForSelector('#caption-pairs');
    expect(await driven.text('#caption-pairs p')).toMatch(/^No captions by “.*” and “.*” are kept/);
  });

  it('can wait for the run in progress; a stop leaves the other unstarted, and Cancel removes it', async () => {
    await open('');
    const paused = driven.clickAt(15, '#pause');
    await driven.click('#start');
    await paused;
    await driven.click('#other-cell');
    await driven.click('#cancel-other-cell');
    await driven.click('#other-cell');
    expect(await driven.text('#runs .copy [role=status]')).toBe('The RNN starts when this run has finished.');
    await driven.click('#stop');
    await listed(1);
    expect(await driven.text('#runs .copy [role=status]')).toContain('The RNN was not started');
    expect(await heard('start')).toHaveLength(1);
    // What was run is what is set: only the other cell is still missing.
    await driven.click('#other-cell');
    await driven.page.waitForSelector('#comparison');
    expect(await heard('start')).toHaveLength(2);
  });

  it('are drawn once: in the card of the loss, and below their numbers while it shows a run in progress', async () => {
    await open('');
    await driven.click('#other-cell');
    await driven.page.waitForSelector('#comparison');
    const drawn = async () => [await count('#curve .plot canvas'), await count('#comparison .plot canvas')];
    await driven.page.waitForSelector('#curve .plot[aria-label="Curves of the loss of LSTM and of RNN"] canvas');
    expect(await drawn()).toEqual([1, 0]);
    await driven.page.focus('#curve .plot');
    await driven.page.keyboard.press('End');
    expect(await driven.text('#curve .readout')).toMatch(/^step 200 · LSTM: 4\.\d+ · RNN: 4\.\d+$/);
    await driven.click('#step');
    await driven.page.waitForSelector('#comparison .plot canvas');
    await driven.page.waitForSelector('#curve .plot[aria-label="Curve of the training loss"] canvas');
    expect(await drawn()).toEqual([1, 1]);
    await driven.click('#stop');
    await driven.page.waitForFunction(() => !document.querySelector('#comparison .plot'));
    await driven.page.waitForSelector('#curve .plot[aria-label="Curves of the loss of LSTM and of RNN"] canvas');
    expect(await drawn()).toEqual([1, 0]);
  });

  it('are chosen in the list: a third replaces the older choice', async () => {
    await open('');
    for (const rate of ['0.01', '0.02', '0.03']) {
      await driven.page.$eval('#set-learningRate', (input) => (input as HTMLInputElement).select());
      await driven.page.type('#set-learningRate', rate);
      await driven.page.keyboard.press('Tab');
      await runToEnd();
    }
    await listed(3);
    await check('Compare LSTM, lr 0.01');
    await check('Compare LSTM, lr 0.02');
    await driven.page.waitForSelector('#comparison');
    expect(await texts('#comparison .differs :is(th, td)')).toEqual(['Learning rate', '0.01', '0.02']);
    await check('Compare LSTM, lr 0.03');
    expect(await texts('#comparison .differs :is(th, td)')).toEqual(['Learning rate', '0.02', '0.03']);
    await check('Compare LSTM, lr 0.02');
    expect(await count('#comparison')).toBe(0);
  });
});
