import { describe, expect, it } from 'vitest';
import { violations } from '../../scripts/axe.ts';
import { driven, open, texts, useFakePage } from './fake_driven.ts';
import { check, forgetRunsAfterEach, listed, rows } from './listed_runs.ts';

useFakePage();
forgetRunsAfterEach();

describe('two runs side by side', () => {
  it('of which one was stopped are compared by the last validation of both, each with its step, and their times by the step', async () => {
    await open('');
    await driven.click('#start');
    await listed(1);
    await driven.next('finished', 0);
    const from = driven.events.length;
    await driven.page.select('#set-cellType', 'rnn');
    const stopped = driven.clickAt(50, '#stop');
    await driven.click('#start');
    await stopped;
    const { step } = await driven.next('finished', from);
    await listed(2);
    const validated = 40 * Math.floor(step / 40);
    const [main, absent] = (await texts(`${rows}:first-child td`)).slice(6, 8);
    expect(main).toMatch(new RegExp(`^[\\d.]+ % val, step ${validated}$`));
    expect(absent).toMatch(new RegExp(`^[\\d.]+ % val, step ${validated}$`));
    for (const name of ['LSTM', 'RNN']) await check(`Compare ${name}`);
    await driven.page.waitForSelector('#comparison');
    const row = (label: string) =>
      texts(`#comparison tbody tr:has(th:not(:empty)) > *`).then((cells) => {
        const at = cells.findIndex((cell) => cell.startsWith(label));
        return cells.slice(at, at + 3);
      });
    // After five epochs of the fake and after one of them: see `fakeAccuracy`.
    const said = await row('Mentions something not there, validation');
    expect(said[1]).toBe('12.0 % ★');
    expect(said[2]).toBe(`${(60 / (validated / 40)).toFixed(1)} % step ${validated}`);
    expect((await row('Loss, validation'))[2]).toMatch(new RegExp(` step ${validated}$`));
    expect((await row('Time per step')).slice(1)).toEqual(['60 ms', `${Math.round(12_000 / step)} ms`]);
    expect(await driven.text('#times')).toContain(
      `they trained for 200 and ${step} steps. Compare their times per step.`,
    );
    expect(await driven.text('#conclusion')).toContain(
      `in validation after steps 200 and ${validated}: 12.0 % against`,
    );
    // The score has its explanation.
    expect(await texts('#comparison .term, table.runs .term')).toEqual(['CIDEr', 'CIDEr']);
  });

  it('begin with an axis that tells the second halves of their curves apart, and are shown whole on request', async () => {
    await open('');
    await driven.click('#other-cell');
    await driven.page.waitForSelector('#axis-part');
    const said = () => driven.text('#axis-part');
    expect(await said()).toMatch(/^The axis ends at \d+\.\d+, .*: they begin at 4\d\.\d+ and 4\d\.\d+\./);
    expect(Number(/ends at ([\d.]+)/.exec(await said())?.[1])).toBeLessThan(20);
    const top = () => driven.page.$eval('#curve canvas', (canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await driven.page.waitForSelector('#curve canvas');
    const part = await top();
    await driven.click('#whole-axis');
    await driven.page.waitForFunction(() => !document.querySelector('#axis-part')?.textContent?.includes('ends at'));
    await driven.page.waitForSelector('#curve canvas');
    await expect.poll(top).not.toBe(part);
    await driven.click('#log-axis');
    await driven.page.waitForFunction(() => !document.querySelector('#axis-part'));
  });

  it('with their captions break no rule of accessibility and fit, light and dark, and a class sees them', async () => {
    await open('');
    await driven.click('#other-cell');
    await driven.page.waitForSelector('#caption-pairs li');
    const broken: string[] = [];
    for (const scheme of ['light', 'dark']) {
      await driven.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      for (const width of [390, 1024, 1400]) {
        await driven.page.setViewport({ width, height: 900 });
        const found = await violations(driven.page, '#comparison');
        broken.push(...found.map((rule) => `${rule}, ${scheme}, ${width} px`));
      }
    }
    await driven.click('#projector');
    await driven.page.waitForSelector('.projector');
    for (const scheme of ['light', 'dark']) {
      await driven.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      for (const width of [390, 1024, 1400]) {
        await driven.page.setViewport({ width, height: 900 });
        const found = await violations(driven.page, '#comparison');
        broken.push(...found.map((rule) => `${rule}, ${scheme}, ${width} px, projector`));
        expect(await driven.page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      }
    }
    expect(broken).toEqual([]);
    // What only one at the machine uses is not there, and what both say is, as large as the captions of the pictures.
    const seen = (selector: string) =>
      driven.page.$$eval(selector, (all) => all.filter((one) => one.checkVisibility()).length);
    expect([await seen('#caption-pairs li'), await seen('#conclusion')]).toEqual([12, 1]);
    expect(await seen('#runs :is(input, .copy, table.runs)')).toBe(0);
    const sizeOf = (selector: string) =>
      driven.page.$eval(selector, (one) => Number.parseFloat(getComputedStyle(one).fontSize));
    expect(await sizeOf('#caption-pairs .caption')).toBe(await sizeOf('#grid .caption'));
  });
});
