import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { launchChromium, launchFirefox } from '../scripts/browsers.ts';
import { type Opened, runCommand } from '../scripts/command.ts';
import { goneOf } from '../scripts/driven_page.ts';
import { checkPlace } from '../scripts/paths.ts';
import { markdown } from './markdown.ts';
import { type BenchOptions, help, readOptions } from './options.ts';
import type { Request } from './page/measure.ts';
import { mergePeers } from './peers/merge.ts';
import { peerNames } from './peers/names.ts';
import type { Circumstances, Results, SectionResult } from './results.ts';
import { type SectionName, sectionNames } from './section_names.ts';
import { serveBench } from './serve.ts';

const repository = join(import.meta.dirname, '..');

/** Opens the benchmark page fresh, so that no section finds another's memory or compiled shaders, and asks it something. */
async function inPage<T>(
  browser: Browser,
  address: string,
  ask: (page: Awaited<ReturnType<Browser['newPage']>>) => Promise<T>,
): Promise<T> {
  const page = await browser.newPage();
  const gone = goneOf(browser, page);
  page.on('console', (message) => {
    if (message.text().startsWith('bench: ')) process.stderr.write(`${message.text().slice(7)}\n`);
  });
  try {
    await page.goto(address);
    await Promise.race([page.waitForFunction(() => window.fourgateBench !== undefined), gone]);
    return await Promise.race([ask(page), gone]);
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

/** The folder for the results, which is made: a place that is of no use is told before anything is measured. */
function folderFor({ out }: BenchOptions): string {
  const folder = resolve(repository, out);
  mkdirSync(folder, { recursive: true });
  checkPlace(join(folder, 'results.json'));
  return folder;
}

/** Writes what is known so far, so that a run that is cut short leaves its finished sections. */
function save(results: Results, folder: string, { browser }: BenchOptions): string {
  const path = join(folder, `${browser}${results.circumstances.quick ? '_quick' : ''}`);
  writeFileSync(`${path}.json`, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(`${path}.md`, markdown(results));
  return path;
}

async function bench(options: BenchOptions, opened: Opened): Promise<number> {
  const folder = folderFor(options);
  const { address } = opened.add(await serveBench(), (one) => one.close());
  const launched = await (options.browser === 'firefox' ? launchFirefox() : launchChromium());
  const browser = opened.add(launched, (one) => one.close());
  const circumstances = await where(browser, address, options.quick);
  const sections: SectionResult[] = [];
  let path = '';
  for (const name of sectionNames.filter((one) => options.sections.includes(one))) {
    sections.push(await section(browser, address, name, options.quick));
    path = save({ circumstances, sections }, folder, options);
  }
  process.stdout.write(`${markdown({ circumstances, sections })}\nSaved as ${path}.json and ${path}.md\n`);
  return sections.some(({ faults }) => faults.length > 0) ? 1 : 0;
}

await runCommand('npm run bench', async (opened) => {
  const options = readOptions(process.argv.slice(2));
  if (options !== 'help') return bench(options, opened);
  process.stdout.write(`${help}\n`);
  return 0;
});
