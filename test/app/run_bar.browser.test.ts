import { afterEach, expect, it } from 'vitest';
import { driven, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();
afterEach(() => driven.close());

it('the state says that the GPU is prepared until the first step is there', async () => {
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
])('with %s Start is grey, and its reason leads to the field', async (query, id) => {
  await open(query);
  if (query === '?hidden=12') await driven.page.type('#set-hiddenDim', '.5');
  await driven.page.keyboard.press('Tab');
  await driven.page.waitForSelector('#start[aria-disabled=true]');
  expect(await driven.page.$eval('#start', (start) => start.getAttribute('aria-describedby'))).toBe('lack');
  await driven.click('#lack .link');
  expect(await driven.page.evaluate(() => document.activeElement?.id)).toBe(id);
  expect((await texts('#lack'))[0]).toContain('Start needs');
});

declare global {
  interface Window {
    said: string[];
  }
}
