// Runs before every npm script, so that a fresh clone needs no step of its own: installs what the lock file says unless
// it is there already, and the same in each folder named, whose packages only some scripts need. Plain JavaScript without
// imports from node_modules, because they may not exist yet.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function isInstalled(folder) {
  const wanted = packagesOf(join(folder, 'package-lock.json')) ?? {};
  const installed = packagesOf(join(folder, 'node_modules/.package-lock.json'));
  return Object.entries(wanted).every(
    ([name, { version, optional }]) =>
      name === '' || installed?.[name]?.version === version || (optional && installed && !installed[name]),
  );
}

for (const place of ['.', ...process.argv.slice(2)]) {
  const folder = join(root, place);
  if (isInstalled(folder)) continue;
  process.stderr.write(`Installing the packages of ${join(place, 'package-lock.json')} (once)\n`);
  const { status } = spawnSync('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(status ?? 1);
}
