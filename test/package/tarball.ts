import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A file beside this one. */
export const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** An npm command in the repository, without what this test run's own npm says about itself. */
function npm(...args: string[]): string {
  return execFileSync('npm', args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
}

/** What npm installs beside the package. */
export function dependencies(): string[] {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { dependencies: object };
  return Object.keys(dependencies);
}

/** The README's example: what somebody who installed the package tries first. */
export function readmeProgram(): string {
  return /```js\n(import [\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';
}

/**
 * Builds the package, packs it, and installs it with its dependencies in `folder`, as npm would.
 * @returns the tarball, and the folder of the installed package
 */
export function installPacked(folder: string): { readonly tarball: string; readonly installed: string } {
  npm('run', '--silent', 'build');
  npm('pack', '--ignore-scripts', '--silent', '--pack-destination', folder);
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const tarball = join(folder, name);
  const installed = join(folder, 'node_modules/fourgate');
  mkdirSync(installed, { recursive: true });
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components', '1']);
  for (const dependency of dependencies()) {
    const to = join(folder, 'node_modules', dependency);
    cpSync(join(root, 'node_modules', dependency), to, { recursive: true });
  }
  return { tarball, installed };
}

/** Installs the tools of the programs that use the package, unless they are there. */
export function installTools(): void {
  const setup = join(root, 'scripts/setup.mjs');
  execFileSync(process.execPath, [setup, 'test/package'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}
