import { spawn } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, LaunchOptions } from 'puppeteer-core';
import { DeviceError } from '../src/errors.ts';
import { installDebianPackages } from './debian.ts';
import { findChromium, packagedChromium, requireFirefox } from './find_browser.ts';

export interface ChromiumOptions {
  /** A window to look at, or none. */
  readonly headless?: boolean;
  /**
   * Always SwiftShader, so that a test gives the same numbers everywhere. Default: in CI and under vitest, unless
   * `FOURGATE_ADAPTER` is `hardware`.
   */
  readonly software?: boolean;
  /** Further flags of the command line. */
  readonly args?: readonly string[];
}

export interface AdapterFacts {
  readonly name: string;
  readonly software: boolean;
}

const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-quic',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
];

/**
 * Ties a browser to this process: it ends, and its folder goes, even when this process is killed.
 * @returns to be called when the browser has been closed
 */
function endWithParent(browser: Browser, folder: string): () => void {
  const args = [join(import.meta.dirname, 'end_with_parent.mjs'), String(browser.process()?.pid), folder];
  // Detached: what ends this process's group leaves it alive.
  const watcher = spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watcher.unref();
  // The watcher may have ended.
  watcher.stdin.on('error', () => {});
  return () => watcher.stdin.end('closed');
}

/** The driver of browsers. @throws DeviceError when it is missing: the installed command does not bring it */
async function loadPuppeteer() {
  try {
    return (await import('puppeteer-core')).default;
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ERR_MODULE_NOT_FOUND')) throw cause;
    const remedy = 'Type: npm install puppeteer-core, or add --node to compute without a browser.';
    throw new DeviceError(
      { where: 'browser', expected: 'the npm package puppeteer-core', found: 'none', remedy },
      { cause },
    );
  }
}

/** Launches a browser with an empty home of its own that goes away with it. */
async function launch(options: LaunchOptions, env: Record<string, string> = {}): Promise<Browser> {
  const home = await mkdtemp(join(tmpdir(), 'fourgate-'));
  const forget = () => rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', forget);
  // A visible browser needs the person's home to find the display's key.
  // Where there is no locale, Chromium's navigator.language is 'en-US@posix', which Intl refuses.
  const own =
    options.headless && process.platform === 'linux'
      ? { HOME: home, XDG_CONFIG_HOME: home, LC_ALL: 'en_US.UTF-8' }
      : {};
  try {
    // One call of a page may take a whole training run: the caller sets the time limit.
    const patience = { protocolTimeout: 0, timeout: 300_000 };
    const puppeteer = await loadPuppeteer();
    const browser = await puppeteer.launch({
      ...patience,
      ...options,
      userDataDir: join(home, 'profile'),
      env: { ...process.env, ...own, ...env },
    });
    const free = endWithParent(browser, home);
    // The time that a page takes depends on the machine: the caller sets the time limit.
    const newPage = browser.newPage.bind(browser);
    browser.newPage = async (...how) => {
      const page = await newPage(...how);
      page.setDefaultTimeout(0);
      return page;
    };
    const close = browser.close.bind(browser);
    browser.close = async () => {
      await close();
      free();
      await rm(home, { recursive: true, force: true, maxRetries: 3, retryDelay: 200 });
      process.off('exit', forget);
    };
    return browser;
  } catch (cause) {
    forget();
    process.off('exit', forget);
    throw cause;
  }
}

/** Milliseconds that an adapter is waited for. */
const PATIENCE = 120_000;

/** The WebGPU adapter that pages of this browser get, `undefined` if they get none, or no answer. */
export async function adapterOf(browser: Browser): Promise<AdapterFacts | undefined> {
  const page = await browser.newPage();
  try {
    // WebGPU is offered to secure pages only, which a blank tab is not; nothing listens at this address or needs to.
    await page.setRequestInterception(true);
    page.on('request', (request) => void request.respond({ contentType: 'text/html', body: '<!doctype html>' }));
    await page.goto('http://localhost/');
    const answer = page.evaluate(async () => {
      const adapter = await navigator.gpu?.requestAdapter();
      if (!adapter) return undefined;
      const { vendor, architecture, description, isFallbackAdapter } = adapter.info;
      const name = description || [vendor, architecture].filter((word) => word !== '').join(' ') || 'unnamed';
      return { name, software: isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(name) };
    });
    // A GPU may never answer: that is as good as none.
    const silence = new AbortController();
    return await Promise.race([answer, setTimeout(PATIENCE, undefined, { signal: silence.signal })]).finally(() =>
      silence.abort(),
    );
  } finally {
    await page.close();
  }
}

/**
 * A Chromium whose pages have WebGPU: one found on the machine with its GPU, else SwiftShader, else the same with the
 * Chromium of the npm package.
 * @throws DeviceError when none offers an adapter, saying what was tried.
 */
export async function launchChromium(options: ChromiumOptions = {}): Promise<Browser> {
  const { CI, VITEST, FOURGATE_ADAPTER } = process.env;
  const { headless = true, software = FOURGATE_ADAPTER !== 'hardware' && Boolean(CI || VITEST) } = options;
  const found = findChromium();
  const noGpu = process.platform === 'linux' && !existsSync('/dev/dri') && !existsSync('/dev/nvidiactl');
  const tried: string[] = [];
  for (const executablePath of [...(found ? [found] : []), ...(found && !headless ? [] : ['package'])]) {
    const packaged = executablePath === 'package';
    for (const pinned of packaged || software || noGpu ? [true] : [false, true]) {
      const browser = await launch({
        executablePath: packaged ? await packagedChromium() : executablePath,
        headless: packaged ? 'shell' : headless,
        defaultViewport: headless ? { width: 1280, height: 800 } : null,
        ...(headless ? {} : { ignoreDefaultArgs: ['--enable-automation'] }),
        args: [
          ...quiet,
          ...(options.args ?? []),
          '--enable-unsafe-webgpu',
          ...(pinned ? ['--use-webgpu-adapter=swiftshader'] : []),
          ...(!pinned && process.platform === 'linux' ? ['--enable-features=Vulkan'] : []),
          // The sandbox does not run as root, nor for a binary unpacked by npm on every Linux; only our own page is shown.
          ...(packaged || process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        ],
      });
      const adapter = await adapterOf(browser);
      if (adapter && (pinned || !adapter.software)) return browser;
      tried.push(`${await browser.version()} at ${executablePath}${pinned ? ' with SwiftShader' : ''}`);
      await browser.close();
    }
  }
  throw new DeviceError({
    where: 'Chromium',
    expected: 'a WebGPU adapter',
    found: `none in ${tried.join(', ')}`,
    remedy: 'Set FOURGATE_CHROMIUM to a Chrome or Chromium of version 121 or newer.',
  });
}

/** Manifest of Mesa's software Vulkan driver (lavapipe), installed from Debian if it is missing and the machine lets us. */
function lavapipe(): string {
  const folder = '/usr/share/vulkan/icd.d';
  const find = () => (existsSync(folder) ? readdirSync(folder) : []).find((name) => /^lvp_icd.*json$/.test(name));
  const found = find();
  if (!found) installDebianPackages(['mesa-vulkan-drivers'], 'Firefox on a software adapter');
  return join(folder, found ?? find() ?? 'lvp_icd.json');
}

/** Lets a driver of Firefox run scripts with the rights of the browser. */
export const SYSTEM_ACCESS = '--remote-allow-system-access';

export interface FirefoxOptions {
  /** Further flags of the command line. */
  readonly args?: readonly string[];
}

/**
 * A headless Firefox whose pages have WebGPU; on Linux always on lavapipe.
 * @throws DeviceError when Firefox or the driver is missing and cannot be installed, or offers no adapter.
 */
export async function launchFirefox({ args = [] }: FirefoxOptions = {}): Promise<Browser> {
  const env: Record<string, string> = { MOZ_DISABLE_CONTENT_SANDBOX: '1', MOZ_CRASHREPORTER_DISABLE: '1' };
  if (process.platform === 'linux') env.VK_ICD_FILENAMES = lavapipe();
  const executablePath = requireFirefox();
  const browser = await launch(
    {
      browser: 'firefox',
      executablePath,
      headless: true,
      args: [...args],
      extraPrefsFirefox: {
        'dom.webgpu.enabled': true,
        'dom.webgpu.workers.enabled': true,
        'gfx.webgpu.ignore-blocklist': true,
        'gfx.webgpu.force-enabled': true,
        'security.sandbox.content.level': 0,
        'security.sandbox.gpu.level': 0,
        // A process of pages may read folders that a test drops, as it may where a hand does.
        'dom.filesystem.pathcheck.disabled': args.includes(SYSTEM_ACCESS),
      },
    },
    env,
  );
  if (await adapterOf(browser)) return browser;
  const found = `none in ${await browser.version()} at ${executablePath}`;
  await browser.close();
  throw new DeviceError({ where: 'Firefox', expected: 'a WebGPU adapter', found });
}
