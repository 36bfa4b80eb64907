import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { launchChromium, launchFirefox } from '../scripts/browsers.ts';
import { FourgateError } from '../src/errors.ts';
import { markdown } from './markdown.ts';
import { type BenchOptions, help, readOptions } from './options.ts';
import type { Request } from './page/measure.ts';
import { mergePeers } from './peers/merge.ts';
import { peerNames } from './peers/names.ts';
import type { Circumstances, Results, SectionResult } from './results.ts';
import { type SectionName, sectionNames } from './section_names.ts';
import { type ServedBench, serveBench } from './serve.ts';

const repository = join(import.meta.dirname, '..');

/** Opens the benchmark page fresh, so that no section finds another's memory or compiled shaders, and asks it something. */
async function inPage<T>(
  browser: Browser,
  address: string,
  ask: (page: Awaited<ReturnType<Browser['newPage']>>) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage();
  page.on('pageerror', (error) => process.stderr.write(`page: ${String(error)}\n`));
  page.on('console', (message) => {
    if (message.text().startsWith('bench: ')) process.stderr.write(`${message.text().slice(7)}\n`);
  });
  page.setDefaultTimeout(0);
  try {
    await page.goto(address);
    await page.waitForFunction(() => window.fourgateBench !== undefined);
    return await ask(page);
  } finally {
    await page.close();
  }
}

async function section(browser: Browser, address: string, name: SectionName, quick: boolean): Promise<SectionResult> {
  const ask = (request: Request) =>
    inPage(browser, address, async (page) => {
      const found = await page.evaluate((one, wanted) => window.fourgateBench?.section(one, wanted), name, request);
      if (!found) throw new Error(`the page did not run ${name}`);
      return found;
    });
  const effort = quick ? 'quick' : 'full';
  if (name !== 'peers') return ask({ effort });
  const found: SectionResult[] = [];
  for (const peer of peerNames) found.push(await ask({ effort, peers: [peer] }));
  return mergePeers(found);
}

async function where(browser: Browser, address: string, quick: boolean): Promise<Circumstances> {
  const found = await inPage(browser, address, (page) =>
    page.evaluate((wanted) => window.fourgateBench?.circumstances(wanted), quick),
  );
  if (!found) throw new Error('the page did not say where it runs');
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes';
  return {
    ...found,
    browser: await browser.version(),
    machine: `${cpus().length}-core ${process.arch === 'x64' ? 'x86-64' : process.arch} machine`,
    commit: `${git('rev-parse', '--short', 'HEAD')}${changed}`,
  };
}

/** Writes what is known so far, so that a run that is cut short leaves its finished sections. */
function save(results: Results, { out, browser }: BenchOptions): string {
  const folder = resolve(repository, out);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${browser}${results.circumstances.quick ? '_quick' : ''}`);
  writeFileSync(`${path}.json`, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(`${path}.md`, markdown(results));
  return path;
}

async function bench(options: BenchOptions): Promise<void> {
  let served: ServedBench | undefined;
  let browser: Browser | undefined;
  try {
    served = await serveBench();
    browser = await (options.browser === 'firefox' ? launchFirefox() : launchChromium());
    const circumstances = await where(browser, served.address, options.quick);
    const sections: SectionResult[] = [];
    let path = '';
    for (const name of sectionNames.filter((one) => options.sections.includes(one))) {
      sections.push(await section(browser, served.address, name, options.quick));
      path = save({ circumstances, sections }, options);
    }
    process.stdout.write(`${markdown({ circumstances, sections })}\nSaved as ${path}.json and ${path}.md\n`);
    if (sections.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
  } finally {
    await browser?.close();
    await served?.close();
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(`${help}\n`);
  else await bench(options);
} catch (error) {
  process.stderr.write(error instanceof FourgateError ? `${error.message}\n` : `${(error as Error).stack}\n`);
  process.exitCode = 1;
}
