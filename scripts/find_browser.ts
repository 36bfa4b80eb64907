import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { DeviceError } from '../src/errors.ts';
import { installDebianPackages, missingLibraries, packagesOf } from './debian.ts';

const onPath = (names: readonly string[]) =>
  (process.env.PATH ?? '').split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));

const inFolders = (folders: readonly (string | undefined)[], ends: readonly string[]) =>
  folders.flatMap((folder) => (folder ? ends.map((end) => join(folder, end)) : []));

function usualPlaces(kind: 'chromium' | 'firefox'): string[] {
  const { HOME, LOCALAPPDATA, PROGRAMFILES } = process.env;
  const chromium = kind === 'chromium';
  if (process.platform === 'darwin') {
    const apps = chromium ? ['Google Chrome', 'Chromium', 'Microsoft Edge'] : ['Firefox'];
    const ends = apps.map((app) => `${app}.app/Contents/MacOS/${chromium ? app : 'firefox'}`);
    return inFolders(['/Applications', HOME && join(HOME, 'Applications')], ends);
  }
  if (process.platform === 'win32') {
    const ends = chromium
      ? [
          'Google/Chrome/Application/chrome.exe',
          'Chromium/Application/chrome.exe',
          'Microsoft/Edge/Application/msedge.exe',
        ]
      : ['Mozilla Firefox/firefox.exe'];
    return inFolders([PROGRAMFILES, process.env['PROGRAMFILES(X86)'], LOCALAPPDATA], ends);
  }
  return chromium
    ? [
        ...onPath([
          'chromium',
          'google-chrome',
          'chrome',
          'google-chrome-stable',
          'chromium-browser',
          'microsoft-edge',
        ]),
        '/opt/google/chrome/chrome',
        '/snap/bin/chromium',
      ]
    : onPath(['firefox-esr', 'firefox']);
}

function fromEnvironment(name: string): string | undefined {
  const executable = process.env[name];
  if (!executable || existsSync(executable)) return executable;
  throw new DeviceError({
    where: name,
    expected: 'the path of a browser',
    found: `${executable}, which does not exist`,
  });
}

/**
 * A Chromium, Chrome or Edge of this machine: `FOURGATE_CHROMIUM`, else the first of the usual places.
 * @throws DeviceError when `FOURGATE_CHROMIUM` names nothing.
 */
export function findChromium(): string | undefined {
  return fromEnvironment('FOURGATE_CHROMIUM') ?? usualPlaces('chromium').find((place) => existsSync(place));
}

/** Where the npm package `@sparticuz/chromium` begins; undefined where it is not installed. */
function packageEntry(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('@sparticuz/chromium');
  } catch {
    return undefined;
  }
}

/**
 * The folder of the headless Chromium of the npm package `@sparticuz/chromium`, unpacked once beside it.
 * The package itself unpacks into the shared temporary folder, where versions and processes would mix: it gets one of
 * its own, renamed to its last name when whole.
 * @throws DeviceError on a platform that it is not made for, or where it is not installed
 */
export async function unpackedChromium(): Promise<string> {
  const entry = process.platform === 'linux' && process.arch === 'x64' ? packageEntry() : undefined;
  if (entry === undefined) {
    throw new DeviceError({
      where: 'Chromium',
      expected: 'Chrome, Chromium or Edge on this machine',
      found: 'none',
      remedy: 'Install one, set FOURGATE_CHROMIUM to the path of its executable, or give --node to do without.',
    });
  }
  const home = join(entry.slice(0, entry.lastIndexOf('build')), '.unpacked');
  if (existsSync(home)) return home;
  const folder = mkdtempSync(`${home}-`);
  const script = "await (await import('@sparticuz/chromium')).default.executablePath()";
  const env = { ...process.env, TMPDIR: folder };
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env,
    cwd: import.meta.dirname,
  });
  try {
    renameSync(folder, home);
  } catch (cause) {
    rmSync(folder, { recursive: true });
    if (!existsSync(home)) throw cause;
  }
  return home;
}

/**
 * The headless Chromium of the npm package.
 * @throws DeviceError on a platform it is not made for, or when system libraries are missing and cannot be installed.
 */
export async function packagedChromium(): Promise<string> {
  const executable = join(await unpackedChromium(), 'chromium');
  const packages = packagesOf(missingLibraries(executable));
  if (packages.length > 0) installDebianPackages(packages, 'Chromium');
  return executable;
}

const oldestFirefox = 140;

/** A Firefox of this machine that has WebGPU: `FOURGATE_FIREFOX`, else the first of the usual places. */
export function findFirefox(): string | undefined {
  const places = [fromEnvironment('FOURGATE_FIREFOX') ?? usualPlaces('firefox')].flat();
  return places.find((place) => existsSync(place) && firefoxVersion(place) >= oldestFirefox);
}

function firefoxVersion(executable: string): number {
  const text = execFileSync(executable, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return Number(/(\d+)\./.exec(text)?.[1] ?? 0);
}

/**
 * A Firefox with WebGPU, installed from Debian if the machine has none and lets us.
 * @throws DeviceError saying what to install otherwise.
 */
export function requireFirefox(): string {
  const found = findFirefox();
  if (found) return found;
  if (process.platform === 'linux') installDebianPackages(['firefox-esr'], `Firefox ${oldestFirefox} or newer`);
  const installed = findFirefox();
  if (installed) return installed;
  throw new DeviceError({
    where: 'Firefox',
    expected: `version ${oldestFirefox} or newer on this machine`,
    found: 'none',
    remedy: 'Install it, or set FOURGATE_FIREFOX to the path of its executable.',
  });
}
