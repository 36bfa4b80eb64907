import { afterEach, expect, it } from 'vitest';
import { count, driven, heard, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();
afterEach(() => driven.close());

const state = (phase: string) => driven.page.waitForSelector(`#state[data-phase=${phase}]`);

it('a CPU that was measured to be faster is offered, and nothing changes until the offer is accepted', async () => {
  await open('?batch=8#fake=slower');
  expect(await count('#slower')).toBe(0);
  const paused = driven.clickAt(13, '#pause');
  await driven.click('#start');
  await paused;
  await driven.page.waitForSelector('#slower');
  expect(await driven.text('#slower')).toMatch(/507 captions\/s against 208/);
  await driven.click('#use-faster-cpu');
  await driven.page.waitForFunction(() => window.heard.filter(({ type }) => type === 'start').length === 2);
  const [first, second] = await heard('start');
  expect([first, second]).toMatchObject([
    { options: { backend: 'webgpu', batchSize: 8 } },
    { options: { backend: 'cpu', batchSize: 8 } },
  ]);
  expect((await heard('stop')).length).toBe(1);
  await state('finished');
  expect([await count('#slower'), await count('#fault')]).toEqual([0, 0]);
  // Both are listed: the one that was stopped, and the one on the CPU.
  await driven.page.waitForFunction(() => document.querySelectorAll('table.runs tbody tr').length === 2);
});

it('the offer stays after the run, for a run of the same settings', async () => {
  await open('?iterations=30#fake=slower');
  await driven.click('#start');
  await state('finished');
  await driven.page.waitForSelector('#use-faster-cpu');
  await driven.page.select('#set-cellType', 'rnn');
  await driven.page.waitForFunction(() => !document.querySelector('#slower'));
  await driven.page.select('#set-cellType', 'lstm');
  await driven.click('#use-faster-cpu');
  await driven.page.waitForFunction(() => window.heard.filter(({ type }) => type === 'start').length === 2);
  expect((await heard('stop')).length).toBe(0);
  expect((await texts('#adapter strong'))[0]).toBe('CPU');
});

it.each([1400, 1024, 961, 800, 600, 390, 320])('the offer moves nothing in a window of %i pixels', async (width) => {
  await open('#fake=slower', false);
  await driven.page.setViewport({ width, height: 900 });
  await driven.next('dataset', 0);
  const places = () =>
    driven.page.$$eval('#adapter, main, .setup', (parts) =>
      parts.map((part) => `${part.id || part.className} ${Math.round(part.getBoundingClientRect().top + scrollY)}`),
    );
  const before = await places();
  await driven.click('#start');
  await driven.page.waitForSelector('#slower');
  expect(await places()).toEqual(before);
  const lines = await driven.page.$eval('#slower', (offer) => {
    const { lineHeight } = getComputedStyle(offer);
    return Math.round(offer.getBoundingClientRect().height / Number.parseFloat(lineHeight));
  });
  expect(lines).toBeLessThanOrEqual(2);
});
