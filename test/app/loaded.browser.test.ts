import { afterEach, expect, it } from 'vitest';
import { count, driven, open, texts, useFakePage } from './fake_driven.ts';

useFakePage();
afterEach(async () => {
  expect(driven.errors).toEqual([]);
  await driven.close();
});

const missing = (place: string) => `${place} .not-loaded`;
/** Retries in vain, and again once the server is back. */
const comesBack = async (place: string, wanted: string) => {
  await driven.page.waitForSelector(missing(place));
  await driven.click(`${missing(place)} button`);
  await driven.page.waitForSelector(`${missing(place)} button:not([aria-disabled=true])`);
  expect(await driven.text(missing(place))).toContain('Retry');
  await driven.page.setOfflineMode(false);
  await driven.click(`${missing(place)} button`);
  await driven.page.waitForSelector(wanted);
  expect(await count(missing(place))).toBe(0);
};

it('a part opened while the server is down says so, and loads once it is back', async () => {
  await open('');
  await driven.page.setOfflineMode(true);
  await driven.click('#how > summary');
  await comesBack('#how', '#how svg');
});

it('so does the list of runs, with the run that has ended since', async () => {
  await open('?iterations=30');
  await driven.page.setOfflineMode(true);
  await driven.click('#start');
  await driven.page.waitForSelector('#state[data-phase=finished]');
  await comesBack('#runs', 'table.runs tbody tr');
  expect((await texts('table.runs tbody td:nth-of-type(9)'))[0]).toBe('30');
});

it('so do the picture up close, the curve as a file and the drawing', async () => {
  await open('?iterations=30');
  // Before the run: the first picture is looked at up close once it is captioned.
  await driven.page.setOfflineMode(true);
  await driven.click('#start');
  await driven.page.waitForSelector('#state[data-phase=finished]');
  await driven.click('#curve-csv');
  await driven.page.waitForSelector(missing('#curve'));
  await driven.click('#draw');
  await driven.page.waitForSelector('#own-fault');
  expect(await driven.text('#own-fault')).toContain('its server does not answer');
  await driven.click('#grid .pick');
  await comesBack('.closer', '.look');
});
