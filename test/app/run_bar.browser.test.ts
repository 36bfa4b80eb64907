import { afterEach, expect, it } from 'vitest';
import { driven, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();
afterEach(() => driven.close());

it('the state says that the GPU is being prepared until the first step is done', async () => {
  await open('?iterations=30');
  await driven.page.evaluate(() => {
    const state = document.querySelector('#state');
    const note = () => window.said.push(state?.textContent ?? '');
    window.said = [];
    if (state) new MutationObserver(note).observe(state, { childList: true, characterData: true, subtree: true });
  });
  await driven.click('#start');
  await driven.page.waitForSelector('#state[data-phase=finished]');
  const said = await driven.page.evaluate(() => window.said);
  expect(said.filter((one, i) => one !== said[i - 1])).toEqual(['Preparing the GPU …', 'Training', 'Finished']);
});

it.each([
  ['?hidden=12', 'set-hiddenDim'],
  ['?weight-decay=900', 'set-weightDecay'],
  ['?schedule=plateau&lr-decay=0', 'set-lrDecay'],
  ['?schedule=plateau&validate-every=0', 'set-schedule'],
  // Scenes have no network to fine-tune: its setting is shown where it is what keeps Start from working.
  ['?finetune-cnn-after=9', 'set-finetuneCnnAfter'],
])('with %s Start is disabled, and its reason leads to the field', async (query, id) => {
  await open(query);
  if (query === '?hidden=12') await driven.page.type('#set-hiddenDim', '.5');
  await driven.page.keyboard.press('Tab');
  await driven.page.waitForSelector('#start[aria-disabled=true]');
  expect(await driven.page.$eval('#start', (start) => start.getAttribute('aria-describedby'))).toBe('lack');
  await driven.click('#lack .link');
  expect(await driven.page.evaluate(() => document.activeElement?.id)).toBe(id);
  expect((await texts('#lack'))[0]).toContain('Start needs');
});

it('a run that was stopped says after how many steps of how many', async () => {
  await open('');
  const stopped = driven.clickAt(13, '#stop');
  await driven.click('#start');
  await stopped;
  const { step } = await driven.next('finished', 0);
  expect(await driven.text('#state')).toBe(`Stopped after ${step} of 200 steps`);
});

it('settings are grey while they cannot be changed; those that are changed later apply to a new run, and it says so', async () => {
  await open('?iterations=30');
  const opacity = (id: string) => driven.page.$eval(id, (field) => Number(getComputedStyle(field).opacity));
  expect([await opacity('#set-hiddenDim'), await opacity('#set-cellType')]).toEqual([1, 1]);
  await driven.click('#step');
  await driven.page.waitForSelector('#state[data-phase=paused]');
  expect(await opacity('#set-hiddenDim')).toBeLessThan(0.8);
  expect(await opacity('#set-cellType')).toBe(await opacity('#set-hiddenDim'));
  expect((await texts('.setup summary'))[0]).toMatch(/changes apply to the next run$/);
  await driven.click('#pause');
  await driven.page.waitForSelector('#state[data-phase=finished]');
  expect((await texts('.setup summary'))[0]).not.toMatch(/next run/);
  await driven.page.select('#set-cellType', 'rnn');
  expect(await driven.text('#state')).toBe('Finished · Cell changed: applies to a new run');
  await driven.page.select('#set-updateRule', 'sgd');
  expect(await driven.text('#state')).toMatch(/^Finished · Cell and .* changed: apply to a new run$/);
  await driven.page.select('#set-schedule', 'cosine');
  expect(await driven.text('#state')).toBe('Finished · 3 settings changed: apply to a new run');
  // What begins next does not look as though it replaced what was trained.
  expect(await driven.text('#start')).toBe('New run');
  expect(await driven.page.$eval('#start', (start) => start.getAttribute('title'))).toMatch(
    /^What was trained stays: /,
  );
  await driven.click('#start');
  await driven.page.waitForSelector('#state[data-phase=finished]');
  expect(await driven.text('#state')).toBe('Finished');
});

it('on a phone Start leads to the pictures, and the bar leaves them their room', async () => {
  await open('?epochs=3#fake=stuck');
  await driven.page.emulateMediaFeatures([{ name: 'prefers-reduced-motion', value: 'reduce' }]);
  await driven.page.setViewport({ width: 390, height: 844 });
  const boxes = () =>
    driven.page.$$eval('.run, .pictures', (all) =>
      all.map((one) => [one.getBoundingClientRect().top, one.getBoundingClientRect().bottom]),
    );
  const height = async () => {
    const [[top = 0, bottom = 0] = []] = await boxes();
    return bottom - top;
  };
  expect(await height()).toBeLessThanOrEqual(96);
  await driven.click('#start');
  await driven.next('captions', 0);
  const [[, bar = 0] = [], [pictures = 0] = []] = await boxes();
  expect(pictures).toBeGreaterThanOrEqual(bar);
  expect(pictures).toBeLessThan(bar + 32);
  expect(await height()).toBeLessThanOrEqual(96);
  await driven.click('#stop');
  await driven.page.waitForSelector('#state[data-phase=finished]');
  expect(await height()).toBeLessThanOrEqual(96);
});

declare global {
  interface Window {
    said: string[];
  }
}

it.each(['', '#fake=slower', '?backend=cpu'])(
  'at 1024 pixels the head of the page is one line, also with %s',
  async (query) => {
    await open(query, false);
    await driven.page.setViewport({ width: 1024, height: 768 });
    await driven.next('dataset', 0);
    for (const scheme of ['light', 'dark']) {
      await driven.page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      const middles = await driven.page.$$eval('header > :is(h1, .about, #adapter, #projector)', (parts) =>
        parts.map((part) => {
          const { top, height } = part.getBoundingClientRect();
          return top + height / 2;
        }),
      );
      expect(middles).toHaveLength(4);
      expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(8);
    }
  },
);

it.each([1400, 390])(
  'the button that compares stays in its place when the curve begins, at %i pixels',
  async (width) => {
    await open('#fake=stuck', false);
    await driven.page.evaluate(() => localStorage.clear());
    await driven.page.reload();
    await driven.page.setViewport({ width, height: 900 });
    await driven.next('dataset', 0);
    const place = () =>
      driven.page.$$eval('#other-cell, #curve', (both) => {
        const [curve = 0, button = 0] = both.map((one) => one.getBoundingClientRect().top);
        return Math.round(button - curve);
      });
    await driven.page.waitForSelector('#start:not([aria-disabled=true])');
    // Before the first step: once the page shows that the run has started, and nothing of it.
    const before = await driven.page.evaluate(async () => {
      document.querySelector<HTMLElement>('#start')?.click();
      await new Promise((drawn) => setTimeout(drawn));
      const top = (id: string) => document.getElementById(id)?.getBoundingClientRect().top ?? 0;
      return Math.round(top('other-cell') - top('curve'));
    });
    await driven.next('validated', 0);
    await driven.page.waitForSelector('#perplexity');
    await driven.page.waitForSelector('table.runs, #runs [role=status]');
    await driven.page.waitForSelector('#other-cell');
    expect(await place()).toBe(before);
    await driven.click('#stop');
    await driven.next('finished', 0);
    await driven.page.evaluate(() => localStorage.clear());
  },
);
