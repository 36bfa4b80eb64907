import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import packageFacts from '../package.json' with { type: 'json' };
import type { Opened } from '../scripts/command.ts';
import { typed } from '../scripts/typed.ts';
import { bench } from './bench.ts';
import { type BenchOptions, helpFor, readOptions } from './bench_options.ts';
import type { Host } from './hosts/host.ts';
import type { Circumstances } from './results.ts';

const repository = join(import.meta.dirname, '..');

/** What measures in Node, beside the installed command; the repository builds it. */
const packed = join(import.meta.dirname, 'node_worker.js');
const installed = existsSync(packed);

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
    return nodeHost({ script: installed ? packed : await builtWorker(), software }, opened);
  }
  const { browserHost } = await import('./hosts/browser.ts');
  return browserHost(host, software, opened);
}

/** The commit that is measured; of a package, what it was built from, and its version. */
function measured(): Pick<Circumstances, 'commit' | 'version'> {
  if (installed) return { version: packageFacts.version, commit: import.meta.env.VITE_COMMIT || 'unknown' };
  const git = (...args: string[]) => execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
  const changed = git('status', '--porcelain', '--untracked-files=no') === '' ? '' : ' with changes';
  return { commit: `${git('rev-parse', '--short', 'HEAD')}${changed}` };
}

/** `npm run bench`, and `fourgate bench` of the package: what is there decides what can be measured. */
export async function measure(argv: readonly string[], opened: Opened): Promise<number> {
  const options = readOptions(argv, installed);
  if (options === 'help') {
    process.stdout.write(`${helpFor(typed('bench'), installed)}\n`);
    return 0;
  }
  return bench(options, () => hostFor(options, opened), measured());
}
