import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { DeviceError } from '../src/errors.ts';

const packageOfLibrary: Readonly<Record<string, string>> = {
  'libnss3.so': 'libnss3',
  'libnssutil3.so': 'libnss3',
  'libsmime3.so': 'libnss3',
  'libnspr4.so': 'libnspr4',
  'libplc4.so': 'libnspr4',
  'libplds4.so': 'libnspr4',
  'libexpat.so.1': 'libexpat1',
};

/** Shared libraries that an executable needs and the machine lacks; empty where `ldd` fails. */
export function missingLibraries(executable: string): string[] {
  if (process.platform !== 'linux') return [];
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' });
  return (stdout ?? '')
    .split('\n')
    .filter((line) => line.includes('not found'))
    .map((line) => line.trim().split(' ')[0] ?? '');
}

/** Debian packages that hold the libraries; an unknown library is left out, and its launch error names it. */
export function packagesOf(libraries: readonly string[]): string[] {
  return [...new Set(libraries.flatMap((library) => packageOfLibrary[library] ?? []))];
}

/**
 * Installs Debian packages when the machine lets us: apt-get is there and we are root.
 * @throws DeviceError with the command to type otherwise, or when apt-get fails.
 */
export function installDebianPackages(packages: readonly string[], neededBy: string): void {
  const fault = {
    where: neededBy,
    expected: `the packages ${packages.join(', ')}`,
    found: 'a machine without them',
    remedy: `Type: sudo apt-get update && sudo apt-get install -y ${packages.join(' ')}`,
  };
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new DeviceError(fault);
  process.stderr.write(`${neededBy}: installing ${packages.join(', ')} with apt-get\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) => execFileSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    apt('update');
    apt('install', '--yes', '--no-install-recommends', ...packages);
  } catch (cause) {
    throw new DeviceError({ ...fault, found: 'apt-get that failed' }, { cause });
  }
}
