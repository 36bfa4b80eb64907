import { afterEach, expect, it, vi } from 'vitest';
import { missingLibraries, packagesOf } from '../../scripts/debian.ts';
import { findChromium, findFirefox } from '../../scripts/find_browser.ts';
import { DeviceError } from '../../src/errors.ts';

afterEach(() => vi.unstubAllEnvs());

it('uses the browser that the environment names', () => {
  vi.stubEnv('FOURGATE_CHROMIUM', process.execPath);
  expect(findChromium()).toBe(process.execPath);
});

it('refuses a named browser that does not exist, naming the variable', () => {
  vi.stubEnv('FOURGATE_CHROMIUM', '/nowhere/chrome');
  expect(findChromium).toThrow(DeviceError);
  expect(findChromium).toThrow(/FOURGATE_CHROMIUM.*\/nowhere\/chrome/);
});

it('uses no Firefox whose version may be too old', () => {
  // Node says v20 or so: older than the first Firefox with what is needed.
  vi.stubEnv('FOURGATE_FIREFOX', process.execPath);
  expect(findFirefox()).toBeUndefined();
});

it('names each package of missing libraries once', () => {
  expect(packagesOf(['libnss3.so', 'libsmime3.so', 'libplc4.so', 'libunheard.so.1'])).toEqual(['libnss3', 'libnspr4']);
});

it('finds that a running program lacks no library', () => {
  expect(missingLibraries(process.execPath)).toEqual([]);
});
