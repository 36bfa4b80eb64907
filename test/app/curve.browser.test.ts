import { afterEach, expect, it } from 'vitest';
import { count, driven, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();
afterEach(async () => {
  expect(driven.errors).toEqual([]);
  await driven.page.evaluate(() => localStorage.clear());
  await driven.close();
});

const PLOT = '#curve .plot[role=slider]';
const runToEnd = async () => {
  const from = driven.events.length;
  await driven.click('#start');
  await driven.next('finished', from);
};
/** What the page offers as a file when a button is pressed. */
const saved = (button: string) =>
  driven.page.evaluate(async (selector) => {
    const content = new Promise<Blob>((resolve) => {
      URL.createObjectURL = (blob) => {
        resolve(blob as Blob);
        return '#';
      };
    });
    document.querySelector<HTMLElement>(selector)?.click();
    return [...new Uint8Array(await (await content).arrayBuffer())];
  }, button);
/** How many pixels of the picture have a colour of the style sheet. */
const painted = (name: string) =>
  driven.page.$eval(
    '#curve canvas',
    (canvas, wanted) => {
      const pen = document.createElement('canvas').getContext('2d');
      if (!pen || !(canvas instanceof HTMLCanvasElement)) return 0;
      pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue(wanted);
      pen.fillRect(0, 0, 1, 1);
      const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
      const all = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      let found = 0;
      for (let i = 0; i < all.length; i += 4) {
        if (all[i] === red && all[i + 1] === green && all[i + 2] === blue) found += 1;
      }
      return found;
    },
    name,
  );

it('arrow keys and the pointer read values off the curve', async () => {
  await open('');
  expect(await count(PLOT)).toBe(0);
  await runToEnd();
  await driven.page.focus(PLOT);
  await driven.page.keyboard.press('Home');
  expect(await driven.text('#curve-values')).toBe('step 1 · loss 41.17 · mean 41.17');
  await driven.page.keyboard.press('ArrowRight');
  await driven.page.keyboard.press('ArrowRight');
  await driven.page.keyboard.press('ArrowLeft');
  expect(await driven.text('#curve-values')).toMatch(/^step 2 · loss /);
  await driven.page.keyboard.press('End');
  const last = await driven.text('#curve-values');
  expect(last).toMatch(/^step 200 · loss .* · mean 4.* · validation 6.63 at step 200$/);
  expect(await driven.page.$eval(PLOT, (plot) => [plot.ariaValueText, plot.ariaValueNow])).toEqual([last, '200']);
  const box = await driven.atRest(`${PLOT} .u-over`);
  await driven.page.mouse.move(box.x + box.width / 2, box.y + 20);
  await driven.page.waitForFunction(() =>
    /^step (99|100|101) /.test(document.querySelector('#curve-values')?.textContent ?? ''),
  );
  await driven.page.mouse.move(box.x + box.width / 2, box.y - 80);
  await driven.page.waitForFunction(() => /^Point/.test(document.querySelector('#curve-values')?.textContent ?? ''));
});

// The plot is painted a moment after its legend.
it('earlier runs are grey behind the current one, each while it is ticked; the nearest is named', async () => {
  await open('?cell=rnn');
  await runToEnd();
  await driven.page.waitForSelector('table.runs');
  // The run that has just ended is not an earlier one.
  expect(await texts('#curve .legend .key')).toEqual(['training', 'validation, teacher-forced']);
  await expect.poll(() => painted('--behind')).toBe(0);
  await driven.page.select('#set-cellType', 'lstm');
  await runToEnd();
  expect(await texts('#curve .legend .key.behind')).toEqual(['RNN']);
  await driven.page.waitForFunction(() => document.querySelectorAll('table.runs tbody tr').length === 2);
  await expect.poll(() => painted('--behind')).toBeGreaterThan(100);
  await driven.page.focus(PLOT);
  await driven.page.keyboard.press('Home');
  expect(await driven.text('#curve-values')).toMatch(/ · nearest earlier run: RNN, 41\.\d\d$/);
  await driven.click('input[aria-label="Show the curve of RNN"]');
  await driven.page.waitForFunction(() => !document.querySelector('#curve .key.behind'));
  await expect.poll(() => painted('--behind')).toBe(0);
});

it('says where a model that knows nothing starts, with its numbers', async () => {
  await open('?iterations=10');
  await runToEnd();
  // The fake's first loss is 41.8, over 93 words.
  expect(await driven.text('#expected')).toBe(
    'A model that knows nothing starts near mean caption length × ln V = 9.22 × ln 93 = 41.80, where V is the 93 words of the vocabulary; this one started at 41.17.',
  );
});

it('the log axis, and the curves as CSV and PNG', async () => {
  await open('?cell=rnn');
  await runToEnd();
  await driven.page.waitForSelector('table.runs');
  await driven.page.select('#set-cellType', 'lstm');
  await runToEnd();
  const [head, ...rows] = new TextDecoder()
    .decode(Uint8Array.from(await saved('#curve-csv')))
    .trim()
    .split('\n');
  expect(head).toBe('run,step,loss,mean,validation');
  expect(rows.filter((row) => row.startsWith('this run,'))).toHaveLength(200);
  expect(rows.filter((row) => row.startsWith('RNN,'))).toHaveLength(200);
  const steps = driven.of('step').slice(200);
  for (const at of [0, 39, 199]) expect(rows[at]).toContain(`this run,${at + 1},${steps[at]?.loss},`);
  expect(rows[39]).toMatch(/,16$/);
  const png = await saved('#curve-png');
  expect(png.slice(0, 4)).toEqual([0x89, 0x50, 0x4e, 0x47]);
  const before = await painted('--curve');
  await driven.click('#log-axis');
  await expect.poll(() => painted('--curve')).not.toBe(before);
});

it('of two runs side by side, the file has both curves and both validations', async () => {
  await open('');
  await driven.click('#other-cell');
  await driven.page.waitForSelector('#comparison');
  await driven.page.waitForSelector('#curve .plot[aria-label="Curves of the loss of LSTM and of RNN"]');
  const rows = new TextDecoder()
    .decode(Uint8Array.from(await saved('#curve-csv')))
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  for (const name of ['LSTM', 'RNN']) {
    const own = rows.filter(([run]) => run === name);
    expect(own.map(([, step]) => Number(step))).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
    expect(own.flatMap(([, step, , , validation]) => (validation ? [Number(step)] : []))).toEqual([
      40, 80, 120, 160, 200,
    ]);
  }
  expect(rows).toHaveLength(400);
});

it('a resumed run shows the curves of its earlier steps', async () => {
  await open('#fake=kept');
  await driven.click('#continue');
  await driven.next('finished', 0);
  await driven.page.focus(PLOT);
  await driven.page.keyboard.press('Home');
  expect(await driven.text('#curve-values')).toBe('step 40 · loss 30.00 · mean 30.00 · validation 31.00 at step 40');
  await driven.page.keyboard.press('ArrowRight');
  expect(await driven.text('#curve-values')).toMatch(/^step 80 · loss 12.00 .* · validation 14.00 at step 80$/);
  // And the validations of these steps, with what of them is kept: of earlier versions not even CIDEr.
  await driven.page.waitForSelector('#scores');
  const row = (n: number) => texts(`#scores tbody tr:nth-child(${n}) > *`);
  expect(await texts('#scores tbody th')).toEqual([
    ...['5 step 200 best by CIDEr', '4 step 160', '2 step 80', '1 step 40'],
  ]);
  expect(await row(3)).toEqual(['2 step 80', '–', '–', '14.00', '0.500', '–', '–', '–', '–', '–']);
  expect(await row(4)).toEqual(['1 step 40', '–', '–', '31.00', '–', '–', '–', '–', '–', '–']);
});
