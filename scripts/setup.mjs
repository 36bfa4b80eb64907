// Runs before every npm script, so that a fresh clone needs no step of its own: installs what the lock file says
// unless it is there already. Plain JavaScript without imports from node_modules, because they may not exist yet.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `Fourgate: expected Node 20.19 or newer, found ${process.versions.node}. See https://nodejs.org\n`,
  );
  process.exit(1);
}

/** Packages of a lock file with their versions; undefined when the file is missing or broken. */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')).packages;
  } catch {
    return undefined;
  }
}

const wanted = packagesOf('package-lock.json') ?? {};
const installed = packagesOf('node_modules/.package-lock.json');
const current = Object.entries(wanted).every(
  ([name, { version, optional }]) =>
    name === '' || installed?.[name]?.version === version || (optional && installed && !installed[name]),
);
if (!current) {
  process.stderr.write('Installing the packages of package-lock.json (once)\n');
  const { status } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  process.exit(status ?? 1);
}
