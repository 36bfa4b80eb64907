import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command such as `npm start -- …` without npm: the same script in a process of its own. */
export function runScript(
  script: 'start' | 'eval',
  args: readonly string[],
  watch: (child: ChildProcess, out: string) => void = () => {},
): Promise<Ended> {
  const child = spawn(process.execPath, ['--import', 'tsx', `scripts/${script}.ts`, ...args], { cwd: root });
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
