import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { type Opened, runCommand } from '../scripts/command.ts';
import { bench, folderFor } from './bench.ts';
import { type BenchOptions, helpFor, RESULTS, readOptions } from './bench_options.ts';
import type { Host } from './hosts/host.ts';

const repository = join(import.meta.dirname, '..');

/**
 * Path of what measures in Node, built as `npm run build:bench` does: as they are, Node cannot import all libraries. It lies
 * where it finds `webgpu`.
 */
async function builtWorker(): Promise<string> {
  const { build } = await import('vite');
  const outDir = join(repository, 'scripts/node_modules/.bench');
  const configFile = join(repository, 'vite.config.ts');
  await build({ root: repository, configFile, mode: 'bench', logLevel: 'error', build: { outDir } });
  return join(outDir, 'node_worker.js');
}

async function hostFor({ host, software }: BenchOptions, opened: Opened): Promise<Host> {
  if (host === 'node') {
    const { nodeHost } = await import('./hosts/node.ts');
    return nodeHost({ script: await builtWorker(), software }, opened);
  }
  const { browserHost } = await import('./hosts/browser.ts');
  return browserHost(host, software, opened);
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes';
  return `${git('rev-parse', '--short', 'HEAD')}${changed}`;
}

const name = 'npm run bench';
await runCommand(name, async (opened) => {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(`${helpFor(`${name} --`, RESULTS)}\n`);
    return 0;
  }
  const folder = folderFor(repository, options.out ?? RESULTS);
  return bench(options, await hostFor(options, opened), folder, commit());
});
