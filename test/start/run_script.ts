import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import type { Subcommand } from '../../scripts/typed.ts';

const root = resolve(import.meta.dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * A command such as `npm start -- …` without npm: the same command in a process of its own. `code` is null where it was killed.
 *
 * @param temporary folder for its temporary files, in place of the system's
 * @param more of its environment
 */
export function runScript(
  command: Subcommand,
  args: readonly string[],
  watch: (child: ChildProcess, out: string) => void = () => {},
  temporary = tmpdir(),
  more: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const env = { ...process.env, TMPDIR: temporary, ...more };
  const imports = ['--import', 'tsx', '--import', './scripts/raw_loader.mjs'];
  const child = spawn(process.execPath, [...imports, 'command/fourgate.ts', command, ...args], { cwd: root, env });
  let out = '';
  let err = '';
  child.stderr.on('data', (data) => {
    err += data;
  });
  child.stdout.on('data', (data) => {
    out += data;
    watch(child, out);
  });
  return new Promise((done) => child.on('close', (code) => done({ code, out, err })));
}
